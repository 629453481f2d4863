#pragma once
// A counter that is raised by one and read, decided in O(n log n). docs/CHECKING.md, "Counter".

#include <span>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// One operation on one counter. Operations known to have failed and reads of unknown outcome are left out
/// by the caller.
struct CounterOp {
  enum class Kind : std::uint8_t { Add, Read };

  Kind kind = Kind::Add;
  Position start = 0;
  Position end = kNoEnd;  ///< kNoEnd: unknown outcome, never for a read
  std::int64_t seen = 0;  ///< read: the counter's value, in units of one add

  bool is_known() const { return end != kNoEnd; }
};

/// Decides a history of one counter that begins at `initial`; never Undecided.
Decision decide_counter(std::span<const CounterOp> ops, std::int64_t initial);

}  // namespace pawl::checker
