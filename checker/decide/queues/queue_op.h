#pragma once
// An operation on a queue, a stack or a bag: somebody puts an element in, takes one out, or finds nothing.

#include <cstdint>
#include <functional>
#include <string>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// Operations known to have failed are left out by the caller. Elements are small numbers given by it.
struct QueueOp {
  enum class Kind : std::uint8_t { Put, Take, FindNothing };

  Kind kind = Kind::Put;
  Position start = 0;
  Position end = kNoEnd;      ///< kNoEnd: unknown outcome, never for one that found nothing
  std::uint32_t element = 0;  ///< put; taken, if the outcome is known

  bool is_known() const { return end != kNoEnd; }
};

/// How to show elements.
struct QueueRules {
  /// The text of an element for reasons. Empty: its number.
  std::function<std::string(std::uint32_t)> text_of;

  std::string text(std::uint32_t element) const {
    return text_of ? text_of(element) : std::to_string(element);
  }
};

}  // namespace pawl::checker
