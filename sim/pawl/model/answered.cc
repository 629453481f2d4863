#include "sim/pawl/model/answered.h"

#include <algorithm>
#include <cstdint>

namespace pawl::sim::model {
namespace {

using machine::Outcome;
__extension__ using Wide = __int128;

Outcome refusal(ErrorCode code) { return std::unexpected(Error{code, {}}); }

/// -1: none.
int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

const std::string& name_of(const machine::Operation& operation) {
  return std::visit([](const auto& it) -> const std::string& { return it.name; }, operation);
}

}  // namespace

std::optional<WallTime> time_inside(std::string_view key) {
  // x: a digit; t: a digit of the time; v: a digit from 8 to b.
  constexpr std::string_view kForm = "tttttttt-tttt-7xxx-vxxx-xxxxxxxxxxxx";
  if (key.size() != kForm.size()) return std::nullopt;
  std::int64_t milliseconds = 0;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (kForm[i] == '-' || kForm[i] == '7') {
      if (key[i] != kForm[i]) return std::nullopt;
      continue;
    }
    const int digit = digit_of(key[i]);
    if (digit < 0 || (kForm[i] == 'v' && (digit < 8 || digit > 11))) return std::nullopt;
    if (kForm[i] == 't') milliseconds = milliseconds * 16 + digit;
  }
  return WallTime{static_cast<std::int64_t>(std::min(Wide{milliseconds} * 1'000'000, Wide{INT64_MAX}))};
}

bool Answered::is_valid(const std::string& key, const machine::RequestLimits& limits) {
  if (key.size() > limits.key_bytes_max) return false;
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  return std::any_of(key.begin(), key.end(), [](char c) { return c != ' '; }) &&
         std::none_of(key.begin(), key.end(), is_control);
}

void Answered::begin_entry(const Moment& moment, std::size_t requests) {
  for (std::size_t i = 0; i < 16 + 2 * requests; ++i) {
    if (records_.empty() || !is_over(records_.front(), moment.now)) return;
    drop_oldest();
  }
}

std::optional<Outcome> Answered::known(const Moment& moment, const std::string& key,
                                       const machine::Operation& operation) const {
  if (const auto found = by_key_.find({key, name_of(operation)}); found != by_key_.end()) {
    const Record& record = *found->second;
    return record.operation == operation ? record.answer : refusal(ErrorCode::KeyReused);
  }
  if (const auto time = time_inside(key)) {
    if (dropped_to_ && *time <= *dropped_to_) return refusal(ErrorCode::KeyExpired);
    if (Wide{time->ns} - moment.wall.ns > retention_.key_ahead_max.ns)
      return refusal(ErrorCode::KeyFromFuture);
  }
  if (next_order_ == INT64_MAX) return refusal(ErrorCode::KeysFull);
  if (records_.size() < retention_.count) return std::nullopt;
  // There is room if the oldest may go: its time is over, or its key will still be known to be old.
  const Record& oldest = records_.front();
  if (is_over(oldest, moment.now) || time_inside(oldest.key)) return std::nullopt;
  return refusal(ErrorCode::KeysFull);
}

void Answered::remember(const Moment& moment, const std::string& key, const machine::Operation& operation,
                        const Outcome& answer) {
  if (records_.size() >= retention_.count) drop_oldest();
  const Record& record = records_.emplace_back(name_of(operation), key, operation, moment.now, answer);
  by_key_[{record.key, record.name}] = &record;
  next_order_ += 1;
}

void Answered::drop_oldest() {
  const Record& oldest = records_.front();
  if (const auto time = time_inside(oldest.key)) dropped_to_ = std::max(dropped_to_.value_or(*time), *time);
  by_key_.erase({oldest.key, oldest.name});
  records_.pop_front();
}

}  // namespace pawl::sim::model
