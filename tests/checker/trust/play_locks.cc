// Locks of all kinds, sets, queues, identifiers.

#include <algorithm>
#include <utility>

#include "tests/checker/trust/play.h"

namespace pawl::checker::trust {
namespace {

/// With `knows_owner` only who acquired releases.
class Mutex : public Player {
 public:
  explicit Mutex(bool knows_owner) : knows_owner_(knows_owner) {}

  void play(Random& random, Operation& op, bool takes_effect) override {
    const bool is_mine = !knows_owner_ || op.process == holder_;
    const bool releases = is_held_ != random.chance(12) && (is_mine || random.chance(15));
    op.f = releases ? f::Release : f::Acquire;
    const bool is_possible = releases ? is_held_ && is_mine : !is_held_;
    if (!is_possible && op.outcome == Outcome::Ok && random.chance(70)) op.outcome = Outcome::Fail;
    if (!is_possible || !takes_effect) return;
    is_held_ = !releases;
    holder_ = op.process;
  }

 private:
  bool knows_owner_ = false;
  bool is_held_ = false;
  std::int64_t holder_ = 0;
};

class FencingLock : public Player {
 public:
  explicit FencingLock(Random& random) : tells_beside_(random.chance(50)) {}

  void play(Random& random, Operation& op, bool takes_effect) override {
    const std::int64_t die = random.below(100);
    const bool is_other = random.chance(10);
    op.f = is_held_ == is_other ? f::Acquire : die < 35 ? f::Renew : f::Release;
    const bool acquires = op.f == f::Acquire;
    if (acquires && takes_effect && !is_held_) {
      token_ = std::min<std::int64_t>(token_ + 1 + random.below(2), 10);
      is_held_ = true;
    } else if (acquires && is_held_ && op.outcome == Outcome::Ok) {
      op.outcome = Outcome::Fail;
    }
    if (!acquires && !is_held_ && op.outcome == Outcome::Ok && random.chance(70)) op.outcome = Outcome::Fail;
    if (op.f == f::Release && takes_effect) is_held_ = false;
    if (acquires && op.outcome != Outcome::Ok) return;
    const std::int64_t token = std::max<std::int64_t>(token_, 1);
    if (tells_beside_) {
      op.witness.make().token = token;
    } else {
      (acquires ? op.result : op.argument) = number(token);
    }
  }

 private:
  bool tells_beside_ = false;
  bool is_held_ = false;
  std::int64_t token_ = 0;
};

class Set : public Player {
 public:
  explicit Set(Random& random) : values_(any_values(random)), removes_(random.chance(50)) {
    std::erase(values_, Value{});
  }

  void play(Random& random, Operation& op, bool takes_effect) override {
    if (random.chance(40)) {
      op.f = f::Read;
      if (op.outcome == Outcome::Ok) op.result = random.chance(50) ? Value::list(held_) : Value::set(held_);
      if (op.outcome == Outcome::Ok && held_.empty() && random.chance(30)) op.result = Value{};
      return;
    }
    op.f = removes_ && random.chance(40) ? f::Remove : f::Add;
    op.argument = pick(random, values_);
    if (op.outcome == Outcome::Ok) op.result = op.argument;
    if (!takes_effect) return;
    std::erase(held_, op.argument);
    if (op.f == f::Add) held_.push_back(op.argument);
  }

 private:
  std::vector<Value> values_;
  bool removes_ = false;
  std::vector<Value> held_;
};

enum class Taken : std::uint8_t { First, Any, Last };

/// A queue, a bag or a stack. Elements come any number of times, or each of them once, as decisions by type
/// want them.
class Queue : public Player {
 public:
  Queue(Random& random, Taken taken)
      : values_(any_values(random)), taken_(taken), is_distinct_(random.chance(60)) {}

  void play(Random& random, Operation& op, bool takes_effect) override {
    const bool is_stack = taken_ == Taken::Last;
    if (random.chance(55)) {
      op.f = is_stack ? f::Push : f::Enqueue;
      op.argument = is_distinct_ ? number(next_++) : pick(random, values_);
      if (op.outcome == Outcome::Ok) op.result = op.argument;
      if (takes_effect) held_.push_back(op.argument);
      return;
    }
    op.f = is_stack ? f::Pop : f::Dequeue;
    if (held_.empty()) {
      if (op.outcome == Outcome::Ok && random.chance(50)) op.outcome = Outcome::Fail;
      return;
    }
    const auto count = static_cast<std::int64_t>(held_.size());
    const std::int64_t at = taken_ == Taken::First ? 0 : is_stack ? count - 1 : random.below(count);
    if (op.outcome == Outcome::Ok) op.result = held_[static_cast<std::size_t>(at)];
    if (takes_effect) held_.erase(held_.begin() + at);
  }

 private:
  std::vector<Value> values_;
  Taken taken_ = Taken::First;
  bool is_distinct_ = false;
  std::int64_t next_ = 1;
  std::vector<Value> held_;
};

class UniqueIds : public Player {
 public:
  void play(Random& random, Operation& op, bool) override {
    op.f = f::Generate;
    if (op.outcome == Outcome::Ok) op.result = number(random.below(40));
  }
};

}  // namespace

std::unique_ptr<Player> play_mutex(Random&, CheckOptions&) { return std::make_unique<Mutex>(false); }
std::unique_ptr<Player> play_owner_mutex(Random&, CheckOptions&) { return std::make_unique<Mutex>(true); }
std::unique_ptr<Player> play_fencing_lock(Random& random, CheckOptions&) {
  return std::make_unique<FencingLock>(random);
}
std::unique_ptr<Player> play_set(Random& random, CheckOptions&) { return std::make_unique<Set>(random); }
std::unique_ptr<Player> play_fifo(Random& random, CheckOptions&) {
  return std::make_unique<Queue>(random, Taken::First);
}
std::unique_ptr<Player> play_bag(Random& random, CheckOptions&) {
  return std::make_unique<Queue>(random, Taken::Any);
}
std::unique_ptr<Player> play_stack(Random& random, CheckOptions&) {
  return std::make_unique<Queue>(random, Taken::Last);
}
std::unique_ptr<Player> play_unique_ids(Random&, CheckOptions&) { return std::make_unique<UniqueIds>(); }

}  // namespace pawl::checker::trust
