#pragma once
// The definition of linearizability, word for word and exponential: is there an order of the
// operations that respects real time and that the model accepts? The yardstick of the fuzz tests.

#include <vector>

#include "checker/history/history.h"
#include "checker/model/model.h"

namespace pawl::checker::testing {

/// Tries all orders. `members` are those that take part. For a dozen operations at most.
inline bool naive(const History& history, const std::vector<std::uint32_t>& members, Machine& machine,
                  StateId state, std::vector<bool>& is_placed) {
  bool is_complete = true;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!is_placed[i] && history.operations[members[i]].ret != kNever) is_complete = false;
  }
  if (is_complete) return true;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (is_placed[i]) continue;
    const Operation& candidate = history.operations[members[i]];
    bool is_minimal = true;
    for (std::size_t j = 0; j < members.size(); ++j) {
      if (!is_placed[j] && precedes(history.operations[members[j]], candidate)) is_minimal = false;
    }
    if (!is_minimal) continue;
    std::vector<StateId> following;
    machine.step(state, candidate, following);
    is_placed[i] = true;
    for (const StateId next : following) {
      if (naive(history, members, machine, next, is_placed)) return true;
    }
    is_placed[i] = false;
  }
  return false;
}

}  // namespace pawl::checker::testing
