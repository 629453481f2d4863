#include "core/client/verdict.h"

namespace pawl::client {
namespace {

const machine::Request* request_in(const Content& content) { return std::get_if<machine::Request>(&content); }

std::string attempts_text(std::uint32_t count) {
  return std::to_string(count) + (count == 1 ? " attempt" : " attempts");
}

std::string quoted(const Error& error) { return std::string(name(error.code)) + ": " + error.detail; }

}  // namespace

bool is_request(const Content& content) { return request_in(content) != nullptr; }

bool is_repeatable(const Content& content) {
  const machine::Request* request = request_in(content);
  return request == nullptr || request->key.has_value();
}

Verdict judge(const Content& content, ErrorCode code) {
  switch (code) {
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::Exhausted: return Verdict::Final;
    case ErrorCode::InvalidArgument:
    case ErrorCode::KeyReused:
    case ErrorCode::KeyExpired:
    case ErrorCode::KeyFromFuture:
    case ErrorCode::KeysFull: return is_request(content) ? Verdict::Refused : Verdict::Final;
    case ErrorCode::NotLeader:
    case ErrorCode::ShuttingDown: return Verdict::GoOn;
    case ErrorCode::Overloaded: return Verdict::Wait;
    case ErrorCode::LeadershipLost:
    case ErrorCode::TimedOut: break;
  }
  return Verdict::Ambiguous;
}

Error ambiguous_end(const std::optional<Error>& ambiguous, const Error& last) {
  return {ambiguous ? ambiguous->code : ErrorCode::TimedOut,
          "an earlier attempt may have taken effect; the last answer was " + quoted(last)};
}

Error timed_out_end(const Content& content, std::uint32_t attempt_count, const std::optional<Error>& last) {
  std::string detail = "no answer in time, " + attempts_text(attempt_count);
  if (is_request(content)) {
    detail += is_repeatable(content)
                  ? "; it may have taken effect: repeat it with the same idempotency key to learn the answer"
                  : "; it may have taken effect: look before you repeat it, or use an idempotency key";
  }
  if (last) detail += "; the last that was heard is " + quoted(*last);
  return {ErrorCode::TimedOut, std::move(detail)};
}

Error refused_end(const Error& last, std::uint32_t attempt_count) {
  return {last.code, last.detail + " (" + attempts_text(attempt_count) + " until the deadline)"};
}

}  // namespace pawl::client
