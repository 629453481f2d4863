#pragma once
// Sets, queues, stacks and sources of identifiers, defined.

#include <algorithm>
#include <vector>

#include "tests/checker/trust/definition.h"

namespace pawl::checker::trust {

inline bool is_before(const Value& a, const Value& b) { return order_of(a, b) < 0; }

struct DefinedSet {
  using State = std::vector<Value>;  ///< in order
  std::vector<State> initials() const { return {State{}}; }
  template <typename Emit>
  void step(const State& from, const Operation& op, const Emit& emit) const {
    if (op.f == f::Read) {
      State seen;
      if (op.result.items()) seen.assign(op.result.items()->begin(), op.result.items()->end());
      std::ranges::sort(seen, is_before);
      seen.erase(std::ranges::unique(seen).begin(), seen.end());
      if (seen == from) emit(from);
      return;
    }
    State next = from;
    std::erase(next, op.argument);
    if (op.f == f::Add) next.insert(std::ranges::lower_bound(next, op.argument, is_before), op.argument);
    emit(next);
  }
};

/// First in first out, last in first out, or in any order.
struct DefinedQueue {
  enum class Taken { First, Any, Last };
  using State = std::vector<Value>;  ///< in order of coming, or in order
  Taken taken = Taken::First;
  std::vector<State> initials() const { return {State{}}; }
  template <typename Emit>
  void step(const State& from, const Operation& op, const Emit& emit) const {
    const bool is_known = op.outcome == Outcome::Ok;
    State next = from;
    if (op.f == f::Enqueue || op.f == f::Push) {
      next.push_back(op.argument);
      if (taken == Taken::Any) std::ranges::sort(next, is_before);
      return emit(next);
    }
    if (is_known && op.result.is_nil() && from.empty()) return emit(from);
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (taken != Taken::Any && i != (taken == Taken::First ? 0 : from.size() - 1)) continue;
      if (is_known && from[i] != op.result) continue;
      next = from;
      next.erase(next.begin() + static_cast<std::ptrdiff_t>(i));
      emit(next);
    }
  }
};

struct DefinedUniqueIds {
  using State = std::vector<Value>;
  std::vector<State> initials() const { return {State{}}; }
  template <typename Emit>
  void step(const State& from, const Operation& op, const Emit& emit) const {
    if (op.outcome != Outcome::Ok) return emit(from);
    if (std::ranges::find(from, op.result) != from.end()) return;
    State next = from;
    next.insert(std::ranges::lower_bound(next, op.result, is_before), op.result);
    emit(next);
  }
};

}  // namespace pawl::checker::trust
