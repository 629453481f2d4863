#include "checker/decide/queues/freed_queue.h"

#include <algorithm>

namespace pawl::checker {

using Kind = QueueOp::Kind;

std::vector<QueueOp> with_freed_queue(std::span<const QueueOp> ops, const std::vector<bool>& kept,
                                      Position until) {
  std::vector<std::uint32_t> asked;
  std::size_t put_count = 0;
  std::size_t freed_count = 0;
  const auto is_known_by_then = [&](OpIndex i) {
    return kept[i] && ops[i].is_known() && ops[i].end <= until;
  };
  // A kept one of unknown outcome stays what it is; one that is open at the end is freed.
  const auto stays = [&](OpIndex i) { return is_known_by_then(i) || (kept[i] && !ops[i].is_known()); };
  for (OpIndex i = 0; i < ops.size(); ++i) {
    if (ops[i].start > until) continue;
    if (ops[i].kind != Kind::Put && !stays(i)) ++freed_count;
    if (!is_known_by_then(i)) continue;
    if (ops[i].kind == Kind::Take) asked.push_back(ops[i].element);
    if (ops[i].kind == Kind::Put) ++put_count;
  }
  std::ranges::sort(asked);
  std::vector<QueueOp> left;
  Position before_all = kBeforeAll;
  const auto free = [&](QueueOp op) {
    op.start = before_all--;
    op.end = kNoEnd;
    left.push_back(op);
  };
  for (OpIndex i = 0; i < ops.size(); ++i) {
    if (ops[i].start > until) continue;
    if (stays(i)) {
      left.push_back(ops[i]);
    } else if (ops[i].kind == Kind::Put && std::ranges::binary_search(asked, ops[i].element)) {
      free(ops[i]);
    }
  }
  for (std::size_t i = 0; i < std::min(freed_count, put_count); ++i) free({.kind = Kind::Take});
  return left;
}

}  // namespace pawl::checker
