#pragma once
// Filling gaps with operations of unknown outcome: every gap must be tiled exactly, every operation is
// used at most once, and only in gaps whose deadline is not before its start.
// One size: counting. Two sizes: intervals of one arithmetic progression. More: dynamic programming
// over count vectors within a budget; with arbitrary sizes the problem is strongly NP-complete.

#include <span>
#include <vector>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// Numbers that no known operation was given.
struct GapDemand {
  std::int64_t length = 0;  ///< at least 1
  Position deadline = 0;    ///< first end of a known operation beyond the gap; never falls from gap to gap
};

/// An operation of unknown outcome that can hand out `size` consecutive numbers.
struct GapSupply {
  std::int64_t size = 1;  ///< at least 1
  Position start = 0;
  OpIndex op = 0;
};

/// Who fills which gap.
struct GapFill {
  enum class Outcome : std::uint8_t { Filled, TooFew, BudgetEnded };

  Outcome outcome = Outcome::Filled;
  /// TooFew: the gaps up to and including this one cannot all be filled.
  std::size_t failed_gap = 0;
  /// Filled: the operations of gap g are fillers[begin[g]] .. fillers[begin[g + 1] - 1], in order.
  std::vector<std::size_t> begin;
  std::vector<OpIndex> fillers;
};

/// Fills `gaps`, in their order, from `supplies`, which it may reorder. `steps_max` bounds the work with
/// three or more sizes.
GapFill fill_gaps(std::span<const GapDemand> gaps, std::vector<GapSupply> supplies, std::int64_t steps_max);

}  // namespace pawl::checker
