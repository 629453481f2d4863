#pragma once
// An order of the transactions in which each reads what the ones before it left, kept or made up.

#include <optional>
#include <vector>

#include "checker/transactions/graph.h"

namespace pawl::checker {

/// An order of all that took effect which keeps the relation. Transactions that ended first go first, where
/// they may; who writes a register waits for those that still have to read it. Nothing: the relation has a
/// cycle, or too much of the order of writes was left open and the wrong one was taken.
std::optional<std::vector<TxnId>> find_order(const TransactionLog& log, const Versions& versions,
                                             const Graph& graph, const Relation& relation);

}  // namespace pawl::checker
