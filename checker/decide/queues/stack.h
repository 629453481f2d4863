#pragma once
// A stack, decided in O(n log n). docs/CHECKING.md, "Stack".

#include <span>

#include "checker/decide/queues/queue_op.h"

namespace pawl::checker {

/// Decides a history of one stack. Undecided if an element that was taken may have been put twice, or if
/// pops of unknown outcome took elements that nobody else took in some way that is not found here.
Decision decide_stack(std::span<const QueueOp> ops, const QueueRules& rules);

}  // namespace pawl::checker
