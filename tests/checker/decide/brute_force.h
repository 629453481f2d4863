#pragma once
// Linearizability by exhaustion, for histories of at most ten operations: every set of operations that
// can come first, with every state it can leave. The yardstick of all decision procedures.

#include <algorithm>
#include <span>
#include <vector>

#include "checker/decide/decision.h"

namespace pawl::checker {

struct Interval {
  Position start = 0;
  Position end = kNoEnd;
};

/// True if some order of all known and any unknown operations respects real time and every step.
/// `step(state, i, emit)` calls `emit(next)` for every state that operation i, with its answer, may leave.
template <typename State, typename Step>
bool exists_order(std::span<const Interval> ops, const State& initial, const Step& step) {
  const std::size_t n = ops.size();
  unsigned known = 0;
  unsigned before[10] = {};
  for (std::size_t i = 0; i < n; ++i) {
    if (ops[i].end != kNoEnd) {
      known |= 1U << i;
    }
    for (std::size_t j = 0; j < n; ++j) {
      if (ops[j].end < ops[i].start) {
        before[i] |= 1U << j;
      }
    }
  }
  static thread_local std::vector<State> states[1 << 10];
  for (unsigned set = 0; set < 1U << n; ++set) {
    states[set].clear();
  }
  states[0].push_back(initial);
  for (unsigned set = 0; set < 1U << n; ++set) {
    if (states[set].empty()) {
      continue;
    }
    if ((set & known) == known) {
      return true;
    }
    for (std::size_t i = 0; i < n; ++i) {
      if ((set >> i & 1U) != 0 || (before[i] & ~set) != 0) {
        continue;
      }
      std::vector<State>& next = states[set | 1U << i];
      for (std::size_t s = 0; s < states[set].size(); ++s) {
        step(states[set][s], i, [&](const State& left) {
          if (std::ranges::find(next, left) == next.end()) {
            next.push_back(left);
          }
        });
      }
    }
  }
  return false;
}

/// True if `order` is a linearization: every known operation once, unknown ones at most once, real time kept.
template <typename State, typename Step>
bool is_linearization(std::span<const Interval> ops, std::span<const OpIndex> order, const State& initial,
                      const Step& step) {
  std::vector<int> seen(ops.size(), 0);
  std::vector<State> states{initial};
  Position latest_start = kBeforeAll;
  for (OpIndex i : order) {
    if (i >= ops.size() || ++seen[i] > 1 || ops[i].end < latest_start) {
      return false;
    }
    latest_start = std::max(latest_start, ops[i].start);
    std::vector<State> next;
    for (const State& state : states) {
      step(state, i, [&](const State& left) { next.push_back(left); });
    }
    if (next.empty()) {
      return false;
    }
    states = std::move(next);
  }
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (ops[i].end != kNoEnd && seen[i] == 0) {
      return false;
    }
  }
  return true;
}

}  // namespace pawl::checker
