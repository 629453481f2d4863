#pragma once
// The near-linear decisions asked with operations of a history: picks the procedure of a model, gives it
// its typed items and translates the answer back.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "checker/decide/decision.h"

namespace pawl::checker {

/// A decision about operations of a history, and who made it.
struct DecidedPart {
  std::string_view decided_by;  ///< "sequencer", "register", "versions", "mutex", ...
  Decision decision;            ///< order and core are indexes of history.operations
  std::vector<std::uint32_t> sources =
      {};  ///< of each operation that decision.shrinking speaks of, its index
};

/// Decides the operations `members` of one object, all of them fitting the model (the caller has asked its
/// fit()). Nothing: the model has no procedure, or the operations are outside of what it decides; an
/// Undecided decision says which budget or repetition stood in the way. Both go to the search.
std::optional<DecidedPart> decide(const History& history, std::span<const std::uint32_t> members,
                                  std::string_view model, const CheckOptions& options);

}  // namespace pawl::checker
