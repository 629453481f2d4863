#include "checker/search/explain.h"

#include <fmt/format.h>

#include <string>

namespace pawl::checker {

void explain_stuck(const History& history, const BuiltProblem& built, const Machine& machine,
                   const SearchResult& found, PartResult& part) {
  const Operation& stuck = history.operations[built.problem.items[found.stuck_item].operation];
  std::string states;
  for (const StateId state : found.stuck_states) {
    if (!states.empty()) states += "; ";
    states += machine.show(state);
  }
  part.reason = fmt::format(
      "no order of the operations lets {} take effect before it returns; before that the "
      "state could be: {}",
      describe(history, stuck), states);
  part.core = {built.problem.items[found.stuck_item].operation};
}

void find_core(const History&, std::span<const std::uint32_t>, const MachineFactory&, const SearchResult&,
               const BuiltProblem&, const CheckOptions&, const Budget&, PartResult&) {}

}  // namespace pawl::checker
