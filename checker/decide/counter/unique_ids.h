#pragma once
// A source of unique identifiers: every order is right unless one was given out twice.

#include <span>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// One identifier that was given out. Operations without an answer are left out by the caller.
struct UniqueIdOp {
  Position start = 0;
  Position end = 0;
  std::uint32_t id = 0;  ///< equal numbers for equal identifiers
};

/// Decides a history of one source; never Undecided.
Decision decide_unique_ids(std::span<const UniqueIdOp> ops);

}  // namespace pawl::checker
