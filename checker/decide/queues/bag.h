#pragma once
// A bag (a queue in any order), decided in O(n log n) with any number of unknown outcomes.
// docs/CHECKING.md, "Queues, stacks, bags".

#include <span>

#include "checker/decide/queues/queue_op.h"

namespace pawl::checker {

/// Decides a history of one bag. Undecided exactly if somebody found nothing and an element that was taken
/// may have been put twice.
Decision decide_bag(std::span<const QueueOp> ops, const QueueRules& rules);

}  // namespace pawl::checker
