#pragma once
// The real host of core/client: sends its attempts over links, reads the clocks, and tells who began a call
// how it ended. Belongs to one thread; nothing happens outside turn().

#include <grpcpp/completion_queue.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/client/client.h"
#include "real/grpc/link.h"
#include "real/random_choices.h"

namespace pawl::real::api {

class Session final : LinkEvents {
 public:
  struct Settings {
    /// Nodes that may be asked, as "host:port"; at least one. Others are learned from their hints.
    std::vector<std::string> endpoints;
    Duration attempt_timeout = milliseconds(1000);
  };

  explicit Session(const Settings& settings);
  ~Session();

  /// Takes up a call; `done` hears within some later turn() how it ended, exactly once.
  void begin(client::Call call, std::function<void(client::Done)> done);

  /// Does what is due, and waits for more until something happened or `until` has come.
  void turn(Instant until);

  /// A fresh idempotency key.
  std::string make_key();

  /// Calls that have not ended.
  std::uint64_t call_count() const { return client_.call_count(); }

  /// What went wrong on the way to nodes, one sentence a node; empty: nothing.
  std::string troubles() const;

 private:
  void answered(NodeId endpoint, const v1::Answer& answer) override;
  void failed(NodeId endpoint, std::uint64_t attempt, client::Sent sent) override;
  /// Sends and tells what is to be sent and told; returns how many calls have ended.
  std::size_t act();
  Link& link_to(NodeId endpoint);
  NodeId endpoint_of(const std::string& address);

  RandomChoices choices_;
  std::vector<std::string> addresses_;  // of endpoint n at n - 1
  client::Client client_;
  grpc::CompletionQueue queue_;
  std::map<NodeId, std::unique_ptr<Link>> links_;
  std::map<client::CallId, std::function<void(client::Done)>> waiting_;
};

/// The outcome of one call, waited for.
machine::Outcome call_and_wait(Session& session, client::Call call);

}  // namespace pawl::real::api
