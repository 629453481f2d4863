#pragma once
// The second pair of eyes on a yes: does this order of operations prove that the history is
// linearizable? Near-linear, and knows nothing of how the order was found.

#include <cstdint>
#include <expected>
#include <span>
#include <string>

#include "checker/history/history.h"
#include "checker/model/model.h"

namespace pawl::checker {

/// Checks that `order` holds every operation of `members` that returned exactly once, and others of
/// them at most once; that no operation stands before one that returned before it was called; and
/// that the model accepts each in turn. `members` are those that take part,
/// ascending. An error says which rule is broken. O(n) where the order keeps near to the order of the
/// calls, O(n log n) at worst.
std::expected<void, std::string> verify_order(const History& history, std::span<const std::uint32_t> members,
                                              std::span<const std::uint32_t> order, Machine& machine);

}  // namespace pawl::checker
