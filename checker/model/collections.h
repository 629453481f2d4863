#pragma once
// A set (add, remove, read of all elements), two queues (enqueue, dequeue -> element, or nil where there is
// none): first in first out, and in any order; and a stack (push, pop). A nil may be an element as well.

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "checker/model/model.h"
#include "checker/model/pool.h"

namespace pawl::checker {

/// What sets and queues share: elements as numbers of a pool.
struct Elements {
  using State = std::vector<std::uint32_t>;
  std::shared_ptr<ValuePool> pool = std::make_shared<ValuePool>();

  State initial() const { return {}; }
  std::string show(const State& state) const {
    std::vector<Value> items;
    for (const std::uint32_t number : state) items.push_back(pool->value(number));
    return to_edn(Value::list(std::move(items)));
  }
  bool is_asked_for(const Value& element) const { return asked_counts.contains(pool->number(element)); }
  /// How many operations answered with each element.
  std::unordered_map<std::uint32_t, std::uint32_t> asked_counts;

  /// The state without the element at `at`.
  static State without(State state, State::const_iterator at, const State& original) {
    state.erase(state.begin() + (at - original.begin()));
    return state;
  }
};

/// The elements of a set, ascending by number.
struct SetModel : Elements {
  Fit fit(const Operation& op) const {
    if (op.f != f::Add && op.f != f::Remove && op.f != f::Read)
      return Fit::refuse("a set has add, remove and read only");
    if (op.outcome == Outcome::Fail) return Fit::drop();
    if (op.f != f::Read) return Fit::use();
    if (op.outcome != Outcome::Ok) return Fit::drop();
    return op.result.items() || op.result.is_nil() ? Fit::use()
                                                   : Fit::refuse("a read of a set answers its elements");
  }

  void step(const State& state, const Operation& op, std::vector<State>& following) const {
    if (op.f == f::Read) {
      if (seen_by(op) == state) following.push_back(state);
      return;
    }
    State next = state;
    const std::uint32_t element = pool->number(op.argument);
    const auto place = std::lower_bound(next.begin(), next.end(), element);
    const bool is_there = place != next.end() && *place == element;
    if (op.f == f::Add && !is_there) next.insert(place, element);
    if (op.f == f::Remove && is_there) next.erase(place);
    following.push_back(std::move(next));
  }
  State seen_by(const Operation& read) const {
    State seen;
    if (read.result.items()) {
      for (const Value& item : *read.result.items()) seen.push_back(pool->number(item));
    }
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    return seen;
  }

  using Walk = std::unordered_set<std::uint32_t>;
  bool has_walk() const { return true; }
  bool walk(Walk& held, const Operation& op) const {
    if (op.f == f::Add) held.insert(pool->number(op.argument));
    if (op.f == f::Remove) held.erase(pool->number(op.argument));
    if (op.f != f::Read) return true;
    const State seen = seen_by(op);
    return seen.size() == held.size() &&
           std::ranges::all_of(seen, [&](std::uint32_t element) { return held.contains(element); });
  }

  bool is_independent(const Operation& a, const Operation& b) const {
    if (a.f == f::Read || b.f == f::Read) return false;
    return a.f == b.f || a.argument != b.argument;
  }
  bool observes(const Operation& op) const { return op.f == f::Read; }
  bool is_silent(const Operation& op) const { return op.f != f::Read; }

  /// What no read shows may as well never have been added.
  void find_observers(std::span<const Operation* const> operations) {
    asked_counts.clear();
    only_grows = true;
    for (const Operation* op : operations) {
      if (op->f == f::Remove) only_grows = false;
      if (op->f != f::Read || !op->result.items()) continue;
      for (const Value& item : *op->result.items()) ++asked_counts[pool->number(item)];
    }
  }
  bool matters(const Operation& loose) const { return loose.f != f::Add || is_asked_for(loose.argument); }
  bool forgets_order() const { return only_grows; }

  bool only_grows = true;
};

/// What queues and stacks share.
struct QueueElements : Elements {
  Fit fit(const Operation& op) const {
    if (op.f != f::Enqueue && op.f != f::Dequeue) return Fit::refuse("a queue has enqueue and dequeue only");
    return op.outcome == Outcome::Fail ? Fit::drop() : Fit::use();
  }

  /// An element that no known dequeue answers need never have come (nor gone by an unknown dequeue), so of
  /// the unknown enqueues of an element as many matter as it was answered, and the earliest serve best.
  void find_observers(std::span<const Operation* const> operations) {
    asked_counts.clear();
    for (const Operation* op : operations) {
      if (!puts(*op) && op->outcome == Outcome::Ok) ++asked_counts[pool->number(op->result)];
    }
  }
  static bool puts(const Operation& op) { return op.f == f::Enqueue || op.f == f::Push; }
  bool is_silent(const Operation& op) const { return puts(op); }
  bool matters(const Operation& loose) {
    if (!puts(loose)) return true;
    const auto asked = asked_counts.find(pool->number(loose.argument));
    if (asked == asked_counts.end() || asked->second == 0) return false;
    --asked->second;
    return true;
  }
};

/// `:f :generate` answers an id that nobody else was given; the state is the ids given, ascending.
struct UniqueIdsModel : Elements {
  Fit fit(const Operation& op) const {
    if (op.f != f::Generate) return Fit::refuse("unique ids have generate only");
    return op.outcome == Outcome::Ok ? Fit::use() : Fit::drop();
  }
  void step(const State& state, const Operation& op, std::vector<State>& following) const {
    State next = state;
    const std::uint32_t id = pool->number(op.result);
    const auto place = std::lower_bound(next.begin(), next.end(), id);
    if (place != next.end() && *place == id) return;
    next.insert(place, id);
    following.push_back(std::move(next));
  }
};

/// The elements in the order of their coming.
struct FifoQueueModel : QueueElements {
  void step(const State& state, const Operation& op, std::vector<State>& following) const {
    if (op.f == f::Enqueue) {
      following.push_back(state);
      following.back().push_back(pool->number(op.argument));
      return;
    }
    const bool is_known = op.outcome == Outcome::Ok;
    if (is_known && op.result.is_nil() && state.empty()) {
      following.push_back(state);
    } else if (!state.empty() && (!is_known || state.front() == pool->number(op.result))) {
      following.push_back(State(state.begin() + 1, state.end()));
    }
  }

  using Walk = std::deque<std::uint32_t>;
  bool has_walk() const { return true; }
  bool walk(Walk& held, const Operation& op) const {
    if (op.f == f::Enqueue) {
      held.push_back(pool->number(op.argument));
      return true;
    }
    const bool is_known = op.outcome == Outcome::Ok;
    if (held.empty()) return is_known && op.result.is_nil();
    if (is_known && held.front() != pool->number(op.result)) return false;
    held.pop_front();
    return true;
  }
};

/// The elements, the last to come at the end. A pop of unknown outcome took what was on top.
struct StackModel : QueueElements {
  Fit fit(const Operation& op) const {
    if (op.f != f::Push && op.f != f::Pop) return Fit::refuse("a stack has push and pop only");
    return op.outcome == Outcome::Fail ? Fit::drop() : Fit::use();
  }
  void step(const State& state, const Operation& op, std::vector<State>& following) const {
    State next = state;
    if (walk(next, op)) following.push_back(std::move(next));
  }

  using Walk = State;
  bool has_walk() const { return true; }
  bool walk(Walk& held, const Operation& op) const {
    if (op.f == f::Push) {
      held.push_back(pool->number(op.argument));
      return true;
    }
    const bool is_known = op.outcome == Outcome::Ok;
    if (held.empty()) return is_known && op.result.is_nil();
    if (is_known && held.back() != pool->number(op.result)) return false;
    held.pop_back();
    return true;
  }
};

/// The elements, ascending by number; equal ones each for themselves.
struct UnorderedQueueModel : QueueElements {
  /// What an unknown dequeue took is missed by nobody but a dequeue that finds nothing.
  bool matters(const Operation& loose) {
    return loose.f == f::Dequeue ? is_asked_for(Value{}) : QueueElements::matters(loose);
  }
  void find_observers(std::span<const Operation* const> operations) {
    QueueElements::find_observers(operations);
    takes_any = is_asked_for(Value{}) && std::ranges::any_of(operations, [](const Operation* op) {
                  return op->f == f::Dequeue ? op->outcome == Outcome::Unknown : op->argument.is_nil();
                });
  }
  bool forgets_order() const { return !takes_any; }
  /// Elements come side by side, and a known dequeue takes its own.
  bool is_independent(const Operation& a, const Operation& b) const {
    if (a.f != f::Enqueue) return false;
    if (b.f == f::Enqueue) return true;
    return b.outcome == Outcome::Ok && !b.result.is_nil() && b.result != a.argument;
  }
  void step(const State& state, const Operation& op, std::vector<State>& following) const {
    if (op.f == f::Enqueue) {
      State next = state;
      const std::uint32_t element = pool->number(op.argument);
      next.insert(std::upper_bound(next.begin(), next.end(), element), element);
      following.push_back(std::move(next));
    } else if (op.outcome == Outcome::Unknown) {
      for (auto it = state.begin(); it != state.end(); it = std::upper_bound(it, state.end(), *it)) {
        following.push_back(without(state, it, state));
      }
    } else if (op.result.is_nil() && state.empty()) {
      following.push_back(state);
    } else {
      const auto place = std::ranges::find(state, pool->number(op.result));
      if (place != state.end()) following.push_back(without(state, place, state));
    }
  }

  void prepare(std::span<const Operation* const> operations) {
    answered_.clear();
    std::unordered_set<std::uint32_t> put;
    bool is_repeated = false;  // or a nil, which may also be nothing that was found
    bool is_taken_unseen = false;
    for (const Operation* op : operations) {
      if (op->f == f::Enqueue && (!put.insert(pool->number(op->argument)).second || op->argument.is_nil()))
        is_repeated = true;
      if (op->f == f::Dequeue && op->outcome == Outcome::Ok) answered_.insert(pool->number(op->result));
      is_taken_unseen = is_taken_unseen || (op->f == f::Dequeue && op->outcome == Outcome::Unknown);
    }
    is_taken_one_known_ = !is_repeated || !is_taken_unseen;
  }

  /// Elements that a known dequeue answers are taken by it, if each comes once; of all others it does not
  /// matter which one is taken.
  struct Walk {
    std::unordered_map<std::uint32_t, std::uint32_t> answered;
    std::size_t answered_count = 0;
    std::size_t other_count = 0;
  };
  bool has_walk() const { return is_taken_one_known_; }
  bool walk(Walk& held, const Operation& op) const {
    if (op.f == f::Enqueue) {
      const std::uint32_t element = pool->number(op.argument);
      if (answered_.contains(element)) ++held.answered[element];
      ++(answered_.contains(element) ? held.answered_count : held.other_count);
      return true;
    }
    if (op.outcome == Outcome::Unknown) return held.other_count > 0 && held.other_count-- > 0;
    if (op.result.is_nil() && held.answered_count + held.other_count == 0) return true;
    const auto found = held.answered.find(pool->number(op.result));
    if (found == held.answered.end() || found->second == 0) return false;
    --found->second;
    --held.answered_count;
    return true;
  }

  /// Some dequeue took nobody knows what, and somebody may miss it; or nil may be an element or none.
  bool takes_any = false;

 private:
  std::unordered_set<std::uint32_t> answered_;  ///< by known dequeues
  bool is_taken_one_known_ = false;             ///< what each dequeue took is told, or does not matter
};

}  // namespace pawl::checker
