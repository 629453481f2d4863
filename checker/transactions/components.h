#pragma once
// Strongly connected components of a relation, and the shortest cycle in one of them.

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/transactions/graph.h"

namespace pawl::checker {

/// Where one transaction of a cycle leads to the next.
struct Hop {
  TxnId from = 0;
  TxnId to = 0;
  Reason reason = Reason::Read;
  std::uint32_t key = 0;
};

/// A shortest cycle of the relation, or nothing if it has none. In components that are very large only some
/// of the transactions are tried as its begin, and the cycle is one that may not be the shortest.
std::optional<std::vector<Hop>> find_cycle(const Graph& graph, const Relation& relation);

}  // namespace pawl::checker
