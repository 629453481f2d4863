// Sets of a history.

#include <utility>

#include "checker/decide/adapters.h"
#include "checker/decide/sets/growing_set.h"
#include "checker/decide/value_numbers.h"

namespace pawl::checker {

std::optional<DecidedPart> adapt_set(const AdapterInput& input) {
  NumberedValues numbers;
  numbers.expect(input.members.size());
  std::vector<SetOp> ops;
  std::vector<std::uint32_t> sources;
  for (std::size_t i = 0; i < input.members.size(); ++i) {
    const Operation& op = input.at(i);
    if (op.outcome == Outcome::Fail || (op.f == f::Read && op.outcome == Outcome::Unknown)) continue;
    if (op.f == f::Remove) return std::nullopt;  // where reads do not order themselves
    SetOp item{.start = op.call, .end = end_of(op)};
    if (op.f == f::Read) {
      item.kind = SetOp::Kind::Read;
      if (op.result.items()) {
        item.elements.reserve(op.result.items()->size());
        for (const Value& element : *op.result.items()) item.elements.push_back(numbers.of(element));
      }
    } else {
      item.elements = {numbers.of(op.argument)};
    }
    ops.push_back(std::move(item));
    sources.push_back(input.members[i]);
  }
  const SetRules rules{.text_of = [&](std::uint32_t element) { return numbers.text(element); }};
  return translate("set", decide_growing_set(ops, rules), sources);
}

}  // namespace pawl::checker
