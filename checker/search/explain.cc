#include "checker/search/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/decide/minimal_core.h"

namespace pawl::checker {
namespace {

using Clock = Budget::Clock;

constexpr auto kExplainTime = std::chrono::seconds(1);

// One question asked of a weakened history costs this much at most: a harder one keeps its operations.
constexpr auto kQuestionCost = std::chrono::milliseconds(100);

// The operation as if nobody knew when it was called, whether it happened, and what it answered.
// Nothing if that leaves nothing to say.
bool set_free(Operation& operation, const Machine& machine) {
  if (operation.outcome == Outcome::Fail) return false;
  operation.outcome = Outcome::Unknown;
  operation.call = 0;
  operation.ret = kNever;
  operation.result = Value{};
  Rare<Witness> asked;
  if (!operation.witness->idem.is_nil()) asked.make().idem = operation.witness->idem;
  operation.witness = std::move(asked);
  return machine.fit(operation).kind == Fit::Kind::Use;
}

// An operation that is still open at the end: it may have taken effect, and then it answers what it later
// did. Nothing if that could not help anybody.
bool leave_open(Operation& operation, const Machine& machine) {
  if (machine.observes(operation)) return false;
  operation.ret = kNever;
  return true;
}

// Asks whether a part of the operations still contradicts itself, up to a return, when all others are free.
class Weakened {
 public:
  Weakened(const History& history, std::vector<std::uint32_t> members, EventNumber end,
           const MachineFactory& make, const Budget& budget)
      : history_(history), members_(std::move(members)), end_(end), make_(make), budget_(budget) {}

  const std::vector<std::uint32_t>& members() const { return members_; }
  bool was_cut_short() const { return was_cut_short_; }

  bool contradicts(const std::vector<bool>& kept) {
    Machine machine = make_();
    History weak;
    for (const bool is_kept : {false, true}) {  // freed ones were called before all
      for (std::size_t i = 0; i < members_.size(); ++i) {
        if (kept[i] != is_kept) continue;
        Operation operation = history_.operations[members_[i]];
        const bool is_open = operation.ret > end_;
        if (is_kept) ++operation.call;  // behind the freed
        if (is_kept && !is_open) ++operation.ret;
        const bool has_part = !is_kept  ? set_free(operation, machine)
                              : is_open ? leave_open(operation, machine)
                                        : true;
        if (has_part) weak.operations.push_back(std::move(operation));
      }
    }
    std::vector<std::uint32_t> all(weak.operations.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    BuiltProblem built = build_problem(weak, all, machine);
    built.problem.start = machine.initial();
    Steps steps = steps_of(machine, built);
    const SearchResult found = search(built.problem, steps,
                                      {.budget = budget_.until(Clock::now() + kQuestionCost),
                                       .model_bytes = machine.bytes,
                                       .progress = {}});
    if (found.found == Found::DeadlineEnded || found.found == Found::MemoryEnded) was_cut_short_ = true;
    return found.found == Found::Nothing;
  }

 private:
  const History& history_;
  std::vector<std::uint32_t> members_;
  EventNumber end_;
  const MachineFactory& make_;
  const Budget& budget_;
  bool was_cut_short_ = false;
};

}  // namespace

void explain(const CheckOptions& options, Clock::time_point begin, const Budget& budget,
             const PartResult& part, const std::function<void(const Budget&)>& look) {
  if (options.on_refuted) options.on_refuted(part, options.model);
  if (!options.explain) return;
  const auto now = Clock::now();
  look(budget.until(now + std::max<Clock::duration>((now - begin) * 2, kExplainTime)));
}

void explain_stuck(const History& history, const BuiltProblem& built, const Machine& machine,
                   const SearchResult& found, PartResult& part) {
  const Operation& stuck = history.operations[built.problem.items[found.stuck_item].operation];
  std::string states;
  for (const StateId state : found.stuck_states) {
    if (!states.empty()) states += "; ";
    states += machine.show(state);
  }
  part.reason = fmt::format("no order of the operations lets {} take effect before it returns",
                            describe(history, stuck));
  if (!states.empty()) part.reason += fmt::format("; the state before that could be: {}", states);
  part.core = {built.problem.items[found.stuck_item].operation};
}

void find_core(const History& history, std::span<const std::uint32_t> members, const MachineFactory& make,
               const SearchResult& found, const Budget& budget, PartResult& part) {
  const EventNumber end = found.stuck_by;
  std::vector<std::uint32_t> before;
  for (const std::uint32_t member : members) {
    if (history.operations[member].call < end) before.push_back(member);
  }
  Weakened weakened(history, std::move(before), end, make, budget);
  if (!weakened.contradicts(std::vector<bool>(weakened.members().size(), true)))
    return;  // too hard to ask again
  const MinimalCore core = minimal_core(
      weakened.members().size(), [&](const std::vector<bool>& kept) { return weakened.contradicts(kept); },
      [&] { return budget.is_over(); });
  part.is_core_minimal = core.is_minimal && !weakened.was_cut_short();
  part.core.clear();
  for (const std::size_t i : core.kept) part.core.push_back(weakened.members()[i]);
}

void shrink_core(const Decision& decision, const Budget& budget, PartResult& part) {
  if (!decision.shrinking) return;
  const std::optional<MinimalCore> core = minimal_core(*decision.shrinking, [&] { return budget.is_over(); });
  if (!core) return;  // what is named shows the contradiction, and more may be needed
  part.is_core_minimal = core->is_minimal;
  part.core.clear();
  for (const std::size_t i : core->kept)
    part.core.push_back(static_cast<std::uint32_t>(decision.shrinking->candidates[i]));
}

}  // namespace pawl::checker
