// Queues, bags and stacks of a history.

#include <utility>

#include "checker/decide/adapters.h"
#include "checker/decide/queues/bag.h"
#include "checker/decide/queues/fifo.h"
#include "checker/decide/queues/stack.h"
#include "checker/decide/value_numbers.h"

namespace pawl::checker {
namespace {

using Procedure = Decision (*)(std::span<const QueueOp> ops, const QueueRules& rules);

// A nil that was taken out may also be nothing that was found: where nil can have been put in, nobody knows.
std::optional<DecidedPart> adapt_elements(const AdapterInput& input, std::string_view name,
                                          Procedure decide_elements) {
  NumberedValues numbers;
  numbers.expect(input.members.size());
  std::vector<QueueOp> ops;
  std::vector<std::uint32_t> sources;
  reserve_long(ops, input.members.size());
  reserve_long(sources, input.members.size());
  bool puts_nil = false;
  bool answers_nil = false;
  for (std::size_t i = 0; i < input.members.size(); ++i) {
    const Operation& op = input.at(i);
    if (op.outcome == Outcome::Fail) continue;
    QueueOp item{.start = op.call, .end = end_of(op)};
    if (op.f == f::Enqueue || op.f == f::Push) {
      item.element = numbers.of(op.argument);
      puts_nil = puts_nil || op.argument.is_nil();
    } else if (op.outcome == Outcome::Ok && op.result.is_nil()) {
      item.kind = QueueOp::Kind::FindNothing;
      answers_nil = true;
    } else {
      item.kind = QueueOp::Kind::Take;
      if (op.outcome == Outcome::Ok) item.element = numbers.of(op.result);
    }
    ops.push_back(item);
    sources.push_back(input.members[i]);
  }
  if (puts_nil && answers_nil) return std::nullopt;
  const QueueRules rules{.text_of = [&](std::uint32_t element) { return numbers.text(element); }};
  return translate(name, decide_elements(ops, rules), sources);
}

}  // namespace

std::optional<DecidedPart> adapt_bag(const AdapterInput& input) {
  return adapt_elements(input, "bag", decide_bag);
}

std::optional<DecidedPart> adapt_fifo(const AdapterInput& input) {
  return adapt_elements(input, "queue", decide_fifo);
}

std::optional<DecidedPart> adapt_stack(const AdapterInput& input) {
  return adapt_elements(input, "stack", decide_stack);
}

}  // namespace pawl::checker
