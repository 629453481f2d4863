#pragma once
// A register whose answers carry versions, decided in O(n log n) whatever the values: reads, writes,
// compare-and-set, unknown outcomes. docs/CHECKING.md, "Register with versions".
// Versions only grow; they need not be dense (an index of a log shared by many keys is one).

#include <functional>
#include <limits>
#include <span>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// The version of a read of the initial value that names none, where nobody writes that value.
inline constexpr std::int64_t kOfBeginning = std::numeric_limits<std::int64_t>::min();

/// One operation on one register. Operations known to have failed and reads of unknown outcome are left
/// out by the caller. Values are small numbers given by the caller.
struct VersionedOp {
  enum class Kind : std::uint8_t { Read, Write, CompareAndSet };

  Kind kind = Kind::Read;
  Position start = 0;
  Position end = kNoEnd;       ///< kNoEnd: unknown outcome, never for a read
  std::uint32_t value = 0;     ///< read: what was seen; otherwise: what is written
  std::uint32_t expected = 0;  ///< compare-and-set: what must be there before
  /// Valid if known: of what was seen, or of what was written. kOfBeginning: a read that can only have seen
  /// the initial value.
  std::int64_t version = 0;

  bool is_known() const { return end != kNoEnd; }
};

/// What the register holds at first, and how to show values. Its version is whatever the first answer says.
struct VersionRules {
  std::uint32_t initial = 0;
  /// The text of a value for reasons.
  std::function<std::string(std::uint32_t)> text_of;
};

/// Decides a history of one register. Undecided only where compare-and-sets of unknown outcome would be
/// needed to explain an answer.
Decision decide_versions(std::span<const VersionedOp> ops, const VersionRules& rules);

}  // namespace pawl::checker
