#include "checker/decide/locks/mutex.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <queue>
#include <tuple>

#include "checker/decide/freeing.h"

namespace pawl::checker {
namespace {

using Kind = MutexOp::Kind;

struct Event {
  Position at = 0;
  OpIndex op = 0;
};

/// What the just-in-time schedule came to: an order, or the operation that could not be placed.
struct Schedule {
  std::vector<OpIndex> order;
  std::optional<OpIndex> stuck;
};

/// Operations that began and were not placed, the one with the earliest end first.
class Waiting {
 public:
  explicit Waiting(std::span<const MutexOp> ops) : ops_(ops) {}
  bool is_empty() const { return heap_.empty(); }
  void add(OpIndex op) { heap_.push({ops_[op].end, ops_[op].start, op}); }
  OpIndex take() {
    const OpIndex op = std::get<2>(heap_.top());
    heap_.pop();
    return op;
  }

 private:
  using Entry = std::tuple<Position, Position, OpIndex>;
  std::span<const MutexOp> ops_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
};

std::vector<Event> events_of(std::span<const MutexOp> ops) {
  std::vector<Event> events;
  events.reserve(ops.size() * 2);
  for (OpIndex i = 0; i < ops.size(); ++i) {
    events.push_back({ops[i].start, i});
    if (ops[i].is_known()) {
      events.push_back({ops[i].end, i});
    }
  }
  std::ranges::sort(events, {}, &Event::at);
  return events;
}

/// Places an operation only when its end forces it, an opposite one before it where the state needs it.
Schedule schedule(std::span<const MutexOp> ops, MutexBegin begin) {
  Schedule result;
  Waiting acquires(ops);
  Waiting releases(ops);
  std::vector<bool> is_placed(ops.size(), false);
  bool is_held = begin == MutexBegin::Held;
  const auto place = [&](OpIndex op) {
    is_placed[op] = true;
    is_held = ops[op].kind == Kind::Acquire;
    result.order.push_back(op);
  };
  for (const Event& event : events_of(ops)) {
    const MutexOp& op = ops[event.op];
    Waiting& same = op.kind == Kind::Acquire ? acquires : releases;
    if (event.at == op.start) {
      same.add(event.op);
      continue;
    }
    if (is_placed[event.op]) {
      continue;
    }
    if (is_held == (op.kind == Kind::Acquire)) {
      Waiting& opposite = op.kind == Kind::Acquire ? releases : acquires;
      if (opposite.is_empty()) {
        result.stuck = event.op;
        return result;
      }
      place(opposite.take());
    }
    // Its end is the earliest of all that wait, so it is the one that comes out.
    place(same.take());
  }
  return result;
}

}  // namespace

Decision decide_mutex(std::span<const MutexOp> ops, MutexBegin begin) {
  Schedule result = schedule(ops, begin);
  if (!result.stuck) {
    return linearizable(std::move(result.order));
  }
  const bool is_acquire = ops[*result.stuck].kind == Kind::Acquire;
  Decision decision = violation(
      Finding::Exclusion,
      fmt::format("{} ended, and in every order that was left the mutex was {} and no {} that could "
                  "change that had begun",
                  is_acquire ? "an acquire" : "a release", is_acquire ? "held" : "free",
                  is_acquire ? "release" : "acquire"),
      {*result.stuck});
  shrink_later(decision, ops,
               [begin](std::span<const MutexOp> all, const std::vector<bool>& kept, Position until) {
                 const auto left = with_freed(all, kept, until, [](const MutexOp&) { return true; });
                 return schedule(left, begin).stuck ? Answer::NotLinearizable : Answer::Linearizable;
               });
  return decision;
}

}  // namespace pawl::checker
