#pragma once
// A mutex without tokens or owners, decided in O(n log n): acquires and releases alternate.
// docs/CHECKING.md, "Mutex".

#include <span>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// One operation on one mutex. Operations known to have failed are left out by the caller.
struct MutexOp {
  enum class Kind : std::uint8_t { Acquire, Release };

  Kind kind = Kind::Acquire;
  Position start = 0;
  Position end = kNoEnd;  ///< kNoEnd: unknown outcome

  bool is_known() const { return end != kNoEnd; }
};

/// Whether the mutex is held when the history begins.
enum class MutexBegin : std::uint8_t { Free, Held };

/// Decides a history of one mutex; never Undecided.
Decision decide_mutex(std::span<const MutexOp> ops, MutexBegin begin);

}  // namespace pawl::checker
