#pragma once
// A set that only grows: elements are added, and all of them are read at once. Decided in O(n log n), n being
// all elements that were read, with any number of unknown outcomes. docs/CHECKING.md, "Set".

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// One operation on one set. Operations known to have failed and reads of unknown outcome are left out by the
/// caller. Elements are small numbers given by it.
struct SetOp {
  enum class Kind : std::uint8_t { Add, Read };

  Kind kind = Kind::Add;
  Position start = 0;
  Position end = kNoEnd;                     ///< kNoEnd: unknown outcome, never for a read
  std::vector<std::uint32_t> elements = {};  ///< the one that is added; all that were read, in any order

  bool is_known() const { return end != kNoEnd; }
};

/// How to show elements.
struct SetRules {
  /// The text of an element for reasons. Empty: its number.
  std::function<std::string(std::uint32_t)> text_of;

  std::string text(std::uint32_t element) const {
    return text_of ? text_of(element) : std::to_string(element);
  }
};

/// Decides a history of one set that begins empty; never Undecided.
Decision decide_growing_set(std::span<const SetOp> ops, const SetRules& rules);

}  // namespace pawl::checker
