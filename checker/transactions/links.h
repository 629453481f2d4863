#pragma once
// Cycles in words: which values make one transaction come after another, and who shows it.

#include <span>

#include "checker/transactions/components.h"
#include "checker/transactions/versions.h"

namespace pawl::checker {

/// The cycle as a contradiction of `level`, named by its dependencies.
Contradiction cycle_of(const TransactionLog& log, const Versions& versions, std::span<const Hop> hops,
                       Level level);

}  // namespace pawl::checker
