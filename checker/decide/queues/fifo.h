#pragma once
// A queue, first in first out, decided in O(n log n) with any number of unknown outcomes.
// docs/CHECKING.md, "Queues, stacks, bags".

#include <span>

#include "checker/decide/queues/queue_op.h"

namespace pawl::checker {

/// Decides a history of one queue. Undecided exactly if an element that was taken may have been put twice.
Decision decide_fifo(std::span<const QueueOp> ops, const QueueRules& rules);

}  // namespace pawl::checker
