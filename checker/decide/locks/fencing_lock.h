#pragma once
// A lock whose grants carry growing tokens, decided in O(n log n). docs/CHECKING.md, "Fencing lock".

#include <span>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// One operation on one lock. Operations known to have failed, and renewals of unknown outcome, are left
/// out by the caller.
struct FencingOp {
  enum class Kind : std::uint8_t { Acquire, Renew, Release };

  Kind kind = Kind::Acquire;
  Position start = 0;
  Position end = kNoEnd;  ///< kNoEnd: unknown outcome
  /// The grant. Of an acquire, valid if known; of a renewal or release, always.
  std::int64_t token = 0;
  /// Known acquire or renewal: the lease it grants has not run out before this position. kBeforeAll: no such
  /// promise is known.
  Position lease_until = kBeforeAll;

  bool is_known() const { return end != kNoEnd; }
};

/// How this lock hands out tokens and whether grants can end by themselves.
struct FencingRules {
  enum class Tokens : std::uint8_t {
    Growing,  ///< each larger than the one before
    Dense,    ///< each one more than the one before
  };
  enum class Expiry : std::uint8_t {
    Never,       ///< only a release ends a grant
    AfterLease,  ///< a grant may also end by itself, not before `lease_until`
  };

  Tokens tokens = Tokens::Growing;
  Expiry expiry = Expiry::AfterLease;
  std::int64_t first_token = 1;  ///< the smallest token there is; with Dense, the first one given
};

/// Decides a history of one lock; never Undecided.
Decision decide_fencing_lock(std::span<const FencingOp> ops, const FencingRules& rules);

}  // namespace pawl::checker
