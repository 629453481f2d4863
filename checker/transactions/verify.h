#pragma once
// The second pair of eyes: does this order prove that the transactions are serializable, does this cycle or
// pair prove that they are not? Looks at the log alone, and knows nothing of how either was found.

#include <expected>
#include <span>
#include <string>

#include "checker/transactions/anomaly.h"
#include "checker/transactions/level.h"
#include "checker/transactions/log.h"

namespace pawl::checker {

/// Checks that `order` has every answered transaction once, others of unknown outcome at most once and failed
/// ones never; that it keeps the order of processes or real time that `level` asks for; and that each
/// read answers what the ones before it left. An error says which rule is broken.
std::expected<void, std::string> verify_order(const TransactionLog& log, std::span<const TxnId> order,
                                              Level level);

/// Checks that the contradiction is one, by what its transactions read and wrote, and when they began and
/// ended.
std::expected<void, std::string> verify_contradiction(const TransactionLog& log, const Contradiction& found);

}  // namespace pawl::checker
