#pragma once
// Small histories of a store that is isolated as it pleases: some transactions take effect at once, some on a
// snapshot, some step by step, some before they are sure; answers are lost, and a few are made up.

#include <cstdint>
#include <random>

#include "tests/checker/transactions/exhaustion.h"

namespace pawl::checker::testing {

enum class Stored : std::uint8_t { Lists, Registers, Both };

/// A history of at most `transaction_max` transactions. With `has_doubles` a value may be written to a key
/// twice.
SmallHistory random_transactions(std::mt19937_64& random, Stored stored, int transaction_max,
                                 bool has_doubles);

}  // namespace pawl::checker::testing
