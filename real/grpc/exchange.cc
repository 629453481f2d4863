#include "real/grpc/exchange.h"

#include <utility>

#include "real/grpc/status.h"

namespace pawl::real::api {
namespace {

/// Calls of one stream that may be under way; with more, reading waits.
constexpr std::uint64_t kOutstandingMax = 16384;
/// Bytes of unwritten answers of one stream; with more, reading waits.
constexpr std::uint64_t kGatheredBytesMax = 4U << 20U;
/// A message goes no further than the answer that passes this; a largest answer is about a megabyte, and gRPC
/// clients take four.
constexpr std::uint64_t kReplyBytes = 2U << 20U;

}  // namespace

Exchange* Exchange::start(Entrance& entrance, Exchanges& exchanges) {
  std::shared_ptr<Exchange> exchange(new Exchange(entrance, exchanges));
  exchange->self_ = exchange;
  exchanges.add(exchange);
  const std::lock_guard lock(exchange->mutex_);
  exchange->is_reading_ = true;
  exchange->StartRead(&exchange->request_);
  return exchange.get();
}

void Exchange::OnReadDone(bool ok) {
  if (ok) {
    for (v1::Call& call : *request_.mutable_calls()) submit(std::move(call));
  }
  const std::lock_guard lock(mutex_);
  is_reading_ = false;
  has_ended_ = has_ended_ || !ok;
  // All was answered at once (damaged calls; before the node is there; after it stopped): no turn of the loop
  // will come for it.
  if (outstanding_ == 0) start_write();
  read_on();
  finish_if_over();
}

void Exchange::submit(v1::Call call) {
  const std::uint64_t id = call.id();
  const auto kind = wire::kind_of(call);
  auto ask = wire::read_call(std::move(call));
  if (!kind || !ask) {
    v1::Answer answer;
    answer.set_id(id);
    wire::write_error({ErrorCode::InvalidArgument, ask ? kind.error().detail : ask.error().detail}, {},
                      *answer.mutable_error());
    return gather(std::move(answer));
  }
  {
    const std::lock_guard lock(mutex_);
    ++outstanding_;
  }
  entrance_.submit(std::move(ask->content), ask->when_not_leader,
                   [self = shared_from_this(), id, kind = *kind](const Answered& done) {
                     self->answered(id, kind, done);
                   });
}

void Exchange::answered(std::uint64_t id, wire::ApiCall kind, const Answered& answered) {
  v1::Answer answer;
  answer.set_id(id);
  if (answered.outcome) {
    wire::write_answer(kind, *answered.outcome, answer);
  } else {
    wire::write_error(answered.outcome.error(), hint_of(answered), *answer.mutable_error());
  }
  {
    const std::lock_guard lock(mutex_);
    --outstanding_;
  }
  gather(std::move(answer));
}

void Exchange::gather(v1::Answer answer) {
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    if (is_finished_ || is_cancelled_) return;
    gathered_bytes_ += answer.ByteSizeLong();
    *gathered_.add_answers() = std::move(answer);
    is_first = !std::exchange(is_touched_, true);
  }
  if (is_first) exchanges_.touch(shared_from_this());
}

void Exchange::flush() {
  const std::lock_guard lock(mutex_);
  is_touched_ = false;
  start_write();
  finish_if_over();
}

void Exchange::start_write() {
  if (is_writing_ || is_cancelled_ || is_finished_ || gathered_.answers_size() == 0) return;
  writing_.Clear();
  if (gathered_bytes_ <= kReplyBytes) {
    writing_.Swap(&gathered_);
    gathered_bytes_ = 0;
  } else {
    std::uint64_t bytes = 0;
    int count = 0;
    while (count < gathered_.answers_size() && bytes <= kReplyBytes) {
      bytes += gathered_.answers(count).ByteSizeLong();
      *writing_.add_answers() = std::move(*gathered_.mutable_answers(count++));
    }
    gathered_.mutable_answers()->DeleteSubrange(0, count);
    gathered_bytes_ -= bytes;
  }
  is_writing_ = true;
  StartWrite(&writing_);
}

void Exchange::OnWriteDone(bool ok) {
  const std::lock_guard lock(mutex_);
  is_writing_ = false;
  if (!ok) has_ended_ = true;
  if (ok) start_write();
  read_on();
  finish_if_over();
}

/// Reads the next message, unless too much waits already.
void Exchange::read_on() {
  if (is_reading_ || has_ended_ || is_finished_) return;
  if (outstanding_ >= kOutstandingMax || gathered_bytes_ >= kGatheredBytesMax) return;
  is_reading_ = true;
  StartRead(&request_);
}

void Exchange::finish_if_over() {
  if (is_finished_ || !has_ended_ || is_writing_) return;
  if (!is_cancelled_ && (outstanding_ > 0 || gathered_.answers_size() > 0)) return;
  is_finished_ = true;
  Finish(end_status_);
}

bool Exchange::is_drained() {
  const std::lock_guard lock(mutex_);
  return is_cancelled_ || (!is_writing_ && gathered_.answers_size() == 0);
}

void Exchange::end() {
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  // Whatever was taken up is answered and written before the end: what is not never ran, and the client may
  // ask another node for it.
  end_status_ = status_of({ErrorCode::ShuttingDown, "this node is leaving; try another"}, {});
  start_write();
  finish_if_over();
}

void Exchange::OnCancel() {
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  is_cancelled_ = true;
  end_status_ = {grpc::StatusCode::CANCELLED, "the client has gone"};
  finish_if_over();
}

void Exchange::OnDone() {
  const std::shared_ptr<Exchange> last = std::move(self_);
  exchanges_.remove(last);
}

}  // namespace pawl::real::api
