#pragma once
// The general search for a linearization: depth first over configurations, linearizing an operation
// only when a return forces it (Lowe 2017), optional operations last. docs/CHECKING.md has the
// arguments for every cut made here. One thread; no recursion.

#include <cstdint>
#include <functional>
#include <vector>

#include "checker/search/budget.h"
#include "checker/search/problem.h"

namespace pawl::checker {

enum class Found : std::uint8_t { Order, Nothing, DeadlineEnded, MemoryEnded };

struct SearchResult {
  Found found = Found::Nothing;
  std::vector<std::uint32_t> order;  ///< items in a legal order, if one was found
  std::uint32_t stuck_item =
      0;                     ///< the item whose return no configuration gets past; if a budget ended, so far
  EventNumber stuck_by = 0;  ///< if Nothing: no operation called later has a part in it
  std::vector<StateId> stuck_states;  ///< some of the states reached before that return
  std::uint64_t configurations = 0;
  std::uint32_t returns_passed = 0;  ///< by the order that came farthest; of return_count. If a budget ended
  std::uint32_t return_count = 0;
};

struct SearchLimits {
  Budget budget;
  std::function<std::size_t()> model_bytes;       ///< memory of states, which cannot be given back
  std::function<void(double fraction)> progress;  ///< may be empty
};

/// Looks for an order. Nothing is exact: there is none.
SearchResult search(const Problem& problem, Steps& steps, SearchLimits limits);

}  // namespace pawl::checker
