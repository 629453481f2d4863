#pragma once
// A register whose observed values were each written once, decided in O(n log n): reads, writes,
// compare-and-set, any number of unknown outcomes. docs/CHECKING.md, "Register".

#include <functional>
#include <span>
#include <string>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// One operation on one register. Operations known to have failed, reads of unknown outcome and reads
/// that say nothing are left out by the caller. Values are small numbers given by the caller.
struct RegisterOp {
  enum class Kind : std::uint8_t { Read, Write, CompareAndSet };

  Kind kind = Kind::Read;
  Position start = 0;
  Position end = kNoEnd;       ///< kNoEnd: unknown outcome, never for a read
  std::uint32_t value = 0;     ///< read: what was seen; otherwise: what is written
  std::uint32_t expected = 0;  ///< compare-and-set: what must be there before

  bool is_known() const { return end != kNoEnd; }
};

/// What the register holds at first, and how to show values.
struct RegisterRules {
  /// One more than the largest value.
  std::uint32_t value_count = 0;
  /// The value before the first write.
  std::uint32_t initial = 0;
  /// The text of a value for reasons. Empty: its number.
  std::function<std::string(std::uint32_t)> text_of;

  std::string text(std::uint32_t value) const;
};

/// Decides a history of one register. Undecided exactly if a value that somebody observed may have been
/// written more than once: that problem is NP-complete.
Decision decide_register(std::span<const RegisterOp> ops, const RegisterRules& rules);

}  // namespace pawl::checker
