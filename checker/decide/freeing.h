#pragma once
// What is left of a history when some of its operations are freed: they may take effect at any time or never,
// with any answer. Every decision that can judge what is left can say which of its operations a contradiction
// needs.

#include <span>
#include <utility>
#include <vector>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// The history up to `until` in which only the operations with kept[i] are known. `free(op)`, true if it may
/// take effect, makes an operation one whose answer nobody knows. A kept one that is still open at `until`
/// may have taken effect, with the answer that it got: `leaves_out(op)` if that cannot help, else it is
/// freed, too, so that a contradiction of what is left is certain.
template <typename Op, typename Free, typename LeavesOut>
std::vector<Op> with_freed(std::span<const Op> ops, const std::vector<bool>& kept, Position until,
                           const Free& free, const LeavesOut& leaves_out) {
  std::vector<Op> left;
  Position before_all = kBeforeAll;
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (ops[i].start > until) continue;
    Op op = ops[i];
    const bool is_open = op.is_known() && op.end > until;
    if (kept[i] && is_open && leaves_out(op)) continue;
    if (!kept[i] || is_open) {
      if (!free(op)) continue;
      op.start = before_all--;
      op.end = kNoEnd;
    }
    left.push_back(op);
  }
  return left;
}

template <typename Op, typename Free>
std::vector<Op> with_freed(std::span<const Op> ops, const std::vector<bool>& kept, Position until,
                           const Free& free) {
  return with_freed(ops, kept, until, free, [](const Op&) { return false; });
}

/// Lets the core of `decision` be looked for: `answer_of(ops, kept, until)` as Shrinking has it, of
/// operations that are copied.
template <typename Op, typename AnswerOf>
void shrink_later(Decision& decision, std::span<const Op> ops, AnswerOf answer_of) {
  Shrinking shrinking;
  shrinking.ends.reserve(ops.size());
  for (const Op& op : ops) shrinking.ends.push_back(op.end);
  shrinking.answer_of = [all = std::vector<Op>(ops.begin(), ops.end()), answer_of = std::move(answer_of)](
                            const std::vector<bool>& kept, Position until) {
    return answer_of(std::span<const Op>(all), kept, until);
  };
  decision.is_core_minimal = false;
  decision.shrinking = std::move(shrinking);
}

}  // namespace pawl::checker
