#pragma once
// A client's way to one node: an Exchange stream that is opened when there is something to say and opened
// again after it broke. Belongs to one thread, the one that turns the completion queue.

#include <grpcpp/channel.h>
#include <grpcpp/completion_queue.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/client/client.h"
#include "core/wire/pawl.grpc.pb.h"
#include "core/wire/pawl.pb.h"

namespace pawl::real::api {

class Stream;

/// What a link tells its owner.
class LinkEvents {
 public:
  virtual void answered(NodeId endpoint, const v1::Answer& answer) = 0;
  /// The attempt with this number gets no answer over the link any more.
  virtual void failed(NodeId endpoint, std::uint64_t attempt, client::Sent sent) = 0;

 protected:
  ~LinkEvents() = default;
};

/// A step of a stream is done; what gRPC's completion queue carries.
class Completion {
 public:
  virtual void complete(bool ok) = 0;

 protected:
  ~Completion() = default;
};

class Link {
 public:
  /// `queue` outlives the link and is drained after it.
  Link(NodeId endpoint, std::string address, grpc::CompletionQueue& queue, LinkEvents& events);
  ~Link();

  /// Takes a call, to be sent with the next flush(). Its id is the attempt's number.
  void send(v1::Call call);
  /// Sends what was taken.
  void flush();

  const std::string& address() const { return address_; }
  /// Why the last stream broke; empty if none did.
  const std::string& trouble() const { return trouble_; }

 private:
  friend class Stream;
  void stream_is_over(std::string trouble);

  NodeId endpoint_;
  std::string address_;
  grpc::CompletionQueue& queue_;
  LinkEvents& events_;
  std::unique_ptr<v1::Sequencer::Stub> stub_;
  v1::ExchangeRequest taken_;
  /// Deletes itself when gRPC has done its last step; null: none is open.
  Stream* stream_ = nullptr;
  std::string trouble_;
};

/// A channel to a node as clients of pawl use it: tries again soon after a node went away, and notices one
/// that is silent.
std::shared_ptr<grpc::Channel> make_channel(const std::string& address);

}  // namespace pawl::real::api
