#pragma once
// One Exchange stream on the server: many calls in a message, many answers in a message. Answers gather while
// the loop turns and while a write is under way; then they leave together. Called by gRPC's threads and by
// the loop's.

#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <memory>
#include <mutex>

#include "core/wire/api.h"
#include "core/wire/pawl.pb.h"
#include "real/edge.h"
#include "real/grpc/entrance.h"
#include "real/grpc/exchanges.h"

namespace pawl::real::api {

class Exchange final : public grpc::ServerBidiReactor<v1::ExchangeRequest, v1::ExchangeReply>,
                       public std::enable_shared_from_this<Exchange> {
 public:
  /// Begins to read. It lives until gRPC is done with it and no answer is outstanding.
  static Exchange* start(Entrance& entrance, Exchanges& exchanges);

  /// Writes the answers that gathered, unless a write is under way: then they follow it.
  void flush();
  /// Whether no answer waits to be written.
  bool is_drained();
  /// No more calls: writes what is there and ends the stream, saying that nothing else was taken up. The node
  /// has closed its door before.
  void end();

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  Exchange(Entrance& entrance, Exchanges& exchanges) : entrance_(entrance), exchanges_(exchanges) {}

  void submit(v1::Call call);
  void answered(std::uint64_t id, wire::ApiCall kind, const Answered& answered);
  void gather(v1::Answer answer);
  void start_write();
  void read_on();
  void finish_if_over();

  Entrance& entrance_;
  Exchanges& exchanges_;
  std::shared_ptr<Exchange> self_;  // until OnDone
  v1::ExchangeRequest request_;
  v1::ExchangeReply writing_;

  std::mutex mutex_;  // all below
  v1::ExchangeReply gathered_;
  std::uint64_t gathered_bytes_ = 0;
  std::uint64_t outstanding_ = 0;
  grpc::Status end_status_ = grpc::Status::OK;
  bool is_touched_ = false;  // flush() will come
  bool is_writing_ = false;
  bool is_reading_ = false;
  bool has_ended_ = false;     // nothing more will be read
  bool is_cancelled_ = false;  // the client has gone: nobody reads answers
  bool is_finished_ = false;   // Finish was called
};

}  // namespace pawl::real::api
