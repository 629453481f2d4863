#pragma once
// Few transactions of which the order of some writes is open: every such order is tried.

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/transactions/graph.h"

namespace pawl::checker {

struct Completion {
  bool is_possible = false;
  std::vector<TxnId> order;  ///< of one that is possible, where the level forbids all cycles
};

/// Whether the writes of each key can be put in an order without a cycle that `level` forbids. Nothing: there
/// are too many transactions or orders, or keys of which reads do not tell who wrote.
std::optional<Completion> complete(const TransactionLog& log, const Versions& versions, Level level);

}  // namespace pawl::checker
