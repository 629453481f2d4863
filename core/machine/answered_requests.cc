#include "core/machine/answered_requests.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/check.h"
#include "core/base/limits.h"
#include "core/base/marks.h"
#include "core/machine/key_time.h"

namespace pawl::machine {
namespace {

Outcome refuse(ErrorCode code, const char* detail) { return std::unexpected(Error{code, detail}); }

AnsweredRequests::Identity identity_of(std::optional<WallTime> time, std::string_view name,
                                       std::string_view key) {
  return {time.value_or(WallTime{}), Hasher{}.add(key).add(name).finish()};
}

AnsweredRequests::Identity identity_of(const RememberedRequest& record) {
  return identity_of(key_time(record.key), record.name, record.key);
}

/// Whether `time` lies more than `ahead_max` after `wall`. Both may stand at the limits of int64.
bool is_too_far_ahead(WallTime time, WallTime wall, Duration ahead_max) {
  std::int64_t latest = 0;
  if (__builtin_add_overflow(wall.ns, ahead_max.ns, &latest)) return false;
  return time.ns > latest;
}

}  // namespace

AnsweredRequests::Asked::Asked(std::string_view sequence, std::string_view idempotency_key,
                               std::uint64_t print)
    : name(sequence),
      key(idempotency_key),
      fingerprint(print),
      time(key_time(key)),
      identity(identity_of(time, name, key)) {}

AnsweredRequests::AnsweredRequests(const Retention& retention, const MachineHead& head,
                                   std::deque<RememberedRequest> records)
    : retention_(retention),
      records_(std::move(records)),
      next_order_(head.next_order),
      keys_expired_to_(head.keys_expired_to) {
  PAWL_CHECK(retention.count >= 1);
  PAWL_CHECK(records_.size() < head.next_order);
  if (!std::ranges::is_sorted(records_, {}, &RememberedRequest::order)) {
    std::ranges::sort(records_, {}, &RememberedRequest::order);
  }
  std::uint64_t order = first_order();
  for (const RememberedRequest& record : records_) {
    PAWL_CHECK(record.order == order++);
    enter(record, identity_of(record));
  }
  saved_first_ = first_order();
  saved_next_ = next_order_;
}

void AnsweredRequests::enter(const RememberedRequest& record, const Identity& identity) {
  digest_ = digest_.plus(digest_of(record));
  orders_.emplace(identity, record.order);
}

const RememberedRequest* AnsweredRequests::find(const Asked& asked) const {
  const auto [begin, end] = orders_.equal_range(asked.identity);
  for (auto at = begin; at != end; ++at) {
    const RememberedRequest& record = records_[at->second - first_order()];
    if (record.key == asked.key && record.name == asked.name) return &record;
  }
  return nullptr;
}

std::optional<Outcome> AnsweredRequests::recognise(const ApplyContext& context, const Asked& asked) const {
  if (const RememberedRequest* record = find(asked)) {
    PAWL_SOMETIMES("machine.key-was-used-for-another-request", record->fingerprint != asked.fingerprint);
    PAWL_SOMETIMES("machine.key-replays-an-answer",
                   record->fingerprint == asked.fingerprint && record->answer);
    PAWL_SOMETIMES("machine.key-replays-a-refusal",
                   record->fingerprint == asked.fingerprint && !record->answer);
    if (record->fingerprint == asked.fingerprint) return record->answer;
    return refuse(
        ErrorCode::KeyReused,
        "the idempotency key was used for another request on this sequence: take a new key for each "
        "new request");
  }
  if (asked.time) {
    if (*asked.time <= keys_expired_to_) {
      PAWL_SOMETIMES("machine.key-is-expired");
      return refuse(
          ErrorCode::KeyExpired,
          "the idempotency key is older than what is remembered: find out whether the first attempt "
          "succeeded, then take a new key");
    }
    if (is_too_far_ahead(*asked.time, context.wall, retention_.key_ahead_max)) {
      PAWL_SOMETIMES("machine.key-is-from-the-future");
      return refuse(ErrorCode::KeyFromFuture,
                    "the time inside the idempotency key lies ahead of the cluster's clock: set the clock of "
                    "the client, or of the leader, and take a new key");
    }
  }
  if (!has_room(context.now)) {
    PAWL_SOMETIMES("machine.keys-are-full");
    return refuse(ErrorCode::KeysFull,
                  "no room to remember another idempotency key, and the oldest may not be forgotten yet: try "
                  "later, and use keys that carry their time (UUIDv7)");
  }
  return std::nullopt;
}

bool AnsweredRequests::is_due(const RememberedRequest& record, ClusterTime now) const {
  return now - record.at > retention_.time;
}

/// A free-form key cannot be told from a new one once it is forgotten, so it keeps its place for its time.
bool AnsweredRequests::has_room(ClusterTime now) const {
  PAWL_SOMETIMES("machine.orders-of-keys-are-used-up", next_order_ == kNumberMax);
  if (next_order_ == kNumberMax) return false;
  if (records_.size() < retention_.count) return true;
  const RememberedRequest& oldest = records_.front();
  return is_due(oldest, now) || key_time(oldest.key).has_value();
}

void AnsweredRequests::remember(const ApplyContext& context, const Asked& asked, const Outcome& answer) {
  PAWL_CHECK(has_room(context.now));
  PAWL_SOMETIMES("machine.free-form-key-is-remembered", !asked.time);
  PAWL_SOMETIMES("machine.refusal-is-remembered", !answer);
  PAWL_SOMETIMES("machine.key-is-forgotten-for-the-count", records_.size() >= retention_.count);
  if (records_.size() >= retention_.count) forget_oldest();
  records_.push_back(
      {next_order_, std::string(asked.name), std::string(asked.key), asked.fingerprint, context.now, answer});
  ++next_order_;
  enter(records_.back(), asked.identity);
}

void AnsweredRequests::forget_due(ClusterTime now, std::uint64_t count_max) {
  for (; count_max > 0 && !records_.empty() && is_due(records_.front(), now); --count_max) {
    PAWL_SOMETIMES("machine.key-is-forgotten-for-its-time");
    forget_oldest();
  }
  PAWL_SOMETIMES("machine.forgetting-goes-on-in-a-later-entry",
                 count_max == 0 && !records_.empty() && is_due(records_.front(), now));
}

void AnsweredRequests::forget_oldest() {
  const RememberedRequest& oldest = records_.front();
  const std::optional<WallTime> time = key_time(oldest.key);
  PAWL_SOMETIMES("machine.free-form-key-is-forgotten", !time);
  PAWL_SOMETIMES("machine.time-of-expired-keys-moves", time && *time > keys_expired_to_);
  PAWL_SOMETIMES("machine.forgotten-key-is-older-than-expired-ones", time && *time < keys_expired_to_);
  if (time) keys_expired_to_ = std::max(keys_expired_to_, *time);
  digest_ = digest_.minus(digest_of(oldest));

  auto at = orders_.lower_bound(identity_of(time, oldest.name, oldest.key));
  while (at != orders_.end() && at->second != oldest.order) ++at;
  PAWL_CHECK(at != orders_.end());
  orders_.erase(at);
  records_.pop_front();
}

void AnsweredRequests::take_changes(RowChanges& changes) {
  const std::uint64_t first = first_order();
  PAWL_SOMETIMES("machine.key-is-forgotten-before-it-was-written", first > saved_next_);
  for (std::uint64_t order = saved_first_; order < std::min(first, saved_next_); ++order) {
    changes.emplace_back().key = RequestRowKey{order};
  }
  for (std::uint64_t order = std::max(first, saved_next_); order < next_order_; ++order) {
    RowChange& change = changes.emplace_back();
    change.key = RequestRowKey{order};
    change.row = records_[order - first];
  }
  saved_first_ = first;
  saved_next_ = next_order_;
}

void AnsweredRequests::append_rows(std::vector<Row>& rows) const {
  for (const RememberedRequest& record : records_) rows.emplace_back(record);
}

}  // namespace pawl::machine
