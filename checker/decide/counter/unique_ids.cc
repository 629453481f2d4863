#include "checker/decide/counter/unique_ids.h"

#include <algorithm>
#include <tuple>

namespace pawl::checker {

Decision decide_unique_ids(std::span<const UniqueIdOp> ops) {
  std::vector<OpIndex> order(ops.size());
  for (OpIndex i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::ranges::sort(order, [&](OpIndex a, OpIndex b) {
    return std::tuple(ops[a].id, ops[a].start) < std::tuple(ops[b].id, ops[b].start);
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (ops[order[i]].id == ops[order[i - 1]].id) {
      Decision twice =
          violation(Finding::Duplicate, "one identifier was given out twice", {order[i - 1], order[i]});
      twice.is_core_minimal = true;  // one alone is given out once
      twice.until = std::max(ops[order[i - 1]].end, ops[order[i]].end);
      return twice;
    }
  }
  std::ranges::sort(order, {}, [&](OpIndex op) { return ops[op].start; });
  return linearizable(std::move(order));
}

}  // namespace pawl::checker
