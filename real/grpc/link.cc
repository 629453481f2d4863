#include "real/grpc/link.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/async_stream.h>

#include <set>
#include <utility>

#include "core/wire/api.h"

namespace pawl::real::api {
namespace {

/// Calls in one message; a node takes messages of four megabytes, and a call has at most about three thousand
/// bytes.
constexpr int kCallsPerMessage = 1000;

/// Whether the node ended the stream knowing that it took up nothing that it did not answer. A connection
/// that broke, and a proxy between, know nothing of the kind.
bool ended_in_peace(const grpc::Status& status) {
  const auto details = wire::decode_status_details(status.error_details());
  return details && details->error.code == ErrorCode::ShuttingDown;
}

}  // namespace

/// One life of the stream. It outlives the link's interest in it until the last of its steps is done.
class Stream {
 public:
  Stream(Link& link, v1::Sequencer::Stub& stub, grpc::CompletionQueue& queue)
      : link_(&link), rpc_(stub.PrepareAsyncExchange(&context_, &queue)) {
    ++steps_;
    rpc_->StartCall(&started_);
  }

  /// Sends what the link took, as soon as that is possible.
  void write() {
    if (!is_open_ || is_writing_ || link_ == nullptr || link_->taken_.calls_size() == 0) return;
    writing_.Clear();
    if (link_->taken_.calls_size() <= kCallsPerMessage) {
      writing_.Swap(&link_->taken_);
    } else {
      for (int i = 0; i < kCallsPerMessage; ++i) {
        writing_.add_calls()->Swap(link_->taken_.mutable_calls(i));
      }
      link_->taken_.mutable_calls()->DeleteSubrange(0, kCallsPerMessage);
    }
    for (const v1::Call& call : writing_.calls()) unanswered_.insert(call.id());
    is_writing_ = true;
    ++steps_;
    rpc_->Write(writing_, &wrote_);
  }

  /// The link wants to hear no more of it.
  void abandon() {
    link_ = nullptr;
    context_.TryCancel();
  }

 private:
  struct Step final : Completion {
    Step(Stream& owner, void (Stream::*then_do)(bool)) : stream(owner), then(then_do) {}
    void complete(bool ok) override { stream.step_done(then, ok); }
    Stream& stream;
    void (Stream::*then)(bool);
  };

  void step_done(void (Stream::*then)(bool), bool ok) {
    --steps_;
    (this->*then)(ok);
    if (steps_ == 0) delete this;
  }

  void on_started(bool ok) {
    if (!ok || link_ == nullptr) return finish();
    is_open_ = true;
    read();
    write();
  }

  void read() {
    ++steps_;
    rpc_->Read(&reading_, &read_);
  }

  void on_read(bool ok) {
    if (!ok) return finish();
    for (const v1::Answer& answer : reading_.answers()) {
      unanswered_.erase(answer.id());
      if (link_ != nullptr) link_->events_.answered(link_->endpoint_, answer);
    }
    if (link_ != nullptr) read();
  }

  void on_wrote(bool ok) {
    is_writing_ = false;
    if (ok) write();
    // A failed write is followed by a failed read, which ends the stream.
  }

  void finish() {
    is_open_ = false;
    // Nobody asks for the status of an abandoned stream, and the queue may take no more steps.
    if (link_ == nullptr) return;
    ++steps_;
    rpc_->Finish(&status_, &finished_);
  }

  void on_finished(bool) {
    if (link_ == nullptr) return;
    Link& link = *std::exchange(link_, nullptr);
    const std::set<std::uint64_t> lost = std::exchange(unanswered_, {});
    const client::Sent sent = ended_in_peace(status_) ? client::Sent::No : client::Sent::Maybe;
    link.stream_is_over(status_.ok() ? "the node ended the stream" : status_.error_message());
    for (const std::uint64_t attempt : lost) {
      link.events_.failed(link.endpoint_, attempt, sent);
    }
  }

  Link* link_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientAsyncReaderWriter<v1::ExchangeRequest, v1::ExchangeReply>> rpc_;
  v1::ExchangeRequest writing_;
  v1::ExchangeReply reading_;
  grpc::Status status_;
  std::set<std::uint64_t> unanswered_;
  int steps_ = 0;  // under way
  bool is_open_ = false;
  bool is_writing_ = false;
  Step started_{*this, &Stream::on_started};
  Step read_{*this, &Stream::on_read};
  Step wrote_{*this, &Stream::on_wrote};
  Step finished_{*this, &Stream::on_finished};
};

Link::Link(NodeId endpoint, std::string address, grpc::CompletionQueue& queue, LinkEvents& events)
    : endpoint_(endpoint),
      address_(std::move(address)),
      queue_(queue),
      events_(events),
      stub_(v1::Sequencer::NewStub(make_channel(address_))) {}

Link::~Link() {
  if (stream_ != nullptr) stream_->abandon();
}

void Link::send(v1::Call call) { *taken_.add_calls() = std::move(call); }

void Link::flush() {
  if (taken_.calls_size() == 0) return;
  if (stream_ == nullptr) {
    stream_ = new Stream(*this, *stub_, queue_);
  } else {
    stream_->write();
  }
}

void Link::stream_is_over(std::string trouble) {
  stream_ = nullptr;
  trouble_ = std::move(trouble);
  const v1::ExchangeRequest unsent = std::exchange(taken_, {});
  for (const v1::Call& call : unsent.calls()) events_.failed(endpoint_, call.id(), client::Sent::No);
}

std::shared_ptr<grpc::Channel> make_channel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  // Each link has a connection of its own, and what is around says nothing about the node.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace pawl::real::api
