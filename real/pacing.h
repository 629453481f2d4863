#pragma once
// When the node is given what clients ask. While one batch is being synced and another waits behind it, a
// third would not be durable any sooner than if it joined the one that comes next: asks wait for the disk,
// and one entry, one message and one sync serve them all. A disk that hangs holds nobody for longer than
// kHoldMax.

#include <deque>

#include "core/base/ids.h"
#include "core/base/time.h"

namespace pawl::real {

class Pacing {
 public:
  /// A write that somebody waits for went to the disk, or came back from it.
  void writes(PersistSeq seq) { under_way_.push_back(seq); }
  void persisted(PersistSeq seq) {
    while (!under_way_.empty() && under_way_.front() <= seq) under_way_.pop_front();
  }

  /// Whether what clients ask now should wait. Asked while there is something that could wait.
  bool should_hold(Instant now) {
    if (under_way_.size() < kWritesAhead) {
      hold_until_ = kNever;
      return false;
    }
    if (hold_until_ == kNever) hold_until_ = now + kHoldMax;
    if (now < hold_until_) return true;
    hold_until_ = kNever;
    return false;
  }
  bool is_holding() const { return hold_until_ != kNever; }
  /// kNever if it is not holding.
  Instant hold_until() const { return hold_until_; }

 private:
  static constexpr std::size_t kWritesAhead = 2;
  static constexpr Duration kHoldMax = milliseconds(2);

  std::deque<PersistSeq> under_way_;
  Instant hold_until_ = kNever;
};

}  // namespace pawl::real
