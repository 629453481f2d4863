#pragma once
// What is left of a queue, a stack or a bag when all operations but a few are freed, as small as what is
// kept.

#include <span>
#include <vector>

#include "checker/decide/freeing.h"
#include "checker/decide/queues/queue_op.h"

namespace pawl::checker {

/// The history up to `until` in which only the operations with kept[i] are known. A freed put matters if a
/// kept operation took its element; of freed operations that take there need not be more than elements that
/// are put; kept ones that are still open are left out, or freed, as with_freed() does.
std::vector<QueueOp> with_freed_queue(std::span<const QueueOp> ops, const std::vector<bool>& kept,
                                      Position until);

/// Lets the core of `decision` be looked for with the procedure that made it.
template <typename Decide>
void shrink_queue_later(Decision& decision, std::span<const QueueOp> ops, const Decide& decide) {
  shrink_later(decision, ops,
               [decide](std::span<const QueueOp> all, const std::vector<bool>& kept, Position until) {
                 return decide(std::span<const QueueOp>(with_freed_queue(all, kept, until))).answer;
               });
}

}  // namespace pawl::checker
