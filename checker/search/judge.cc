#include "checker/search/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "checker/search/explain.h"
#include "checker/search/verify.h"

namespace pawl::checker {
namespace {

// An operation as an action: what it does and answers, whoever does it. Where its answer says nothing, it is
// the same action whether its outcome is known or not.
struct Action {
  const Operation* operation;
  bool is_silent;
};

struct SameAction {
  bool processes_matter = false;
  bool operator()(const Action& x, const Action& y) const {
    const Operation& a = *x.operation;
    const Operation& b = *y.operation;
    if (processes_matter && a.process != b.process) return false;
    if (x.is_silent != y.is_silent) return false;
    if (!x.is_silent && (a.outcome != b.outcome || a.result != b.result)) return false;
    return a.f == b.f && a.argument == b.argument && a.key == b.key && a.witness == b.witness;
  }
};

struct ActionHash {
  std::size_t operator()(const Action& action) const {
    const Operation& op = *action.operation;
    std::uint64_t hash = mix_hash(op.f, action.is_silent ? 0 : static_cast<std::uint64_t>(op.outcome) + 1);
    hash = mix_hash(hash, hash_of(op.argument));
    if (!action.is_silent) hash = mix_hash(hash, hash_of(op.result));
    if (!op.key.is_nil()) hash = mix_hash(hash, hash_of(op.key));
    if (!op.witness->idem.is_nil()) hash = mix_hash(hash, hash_of(op.witness->idem));
    hash = mix_hash(hash, static_cast<std::uint64_t>(op.witness->token.value_or(-1)));
    return static_cast<std::size_t>(
        mix_hash(hash, static_cast<std::uint64_t>(op.witness->revision.value_or(-1))));
  }
};

// Questions to a model about pairs of operations that building a problem may cost.
constexpr std::size_t kPairsMax = std::size_t{1} << 22;

// What depends on each optional action, from what the model says about pairs; and until when it can help: the
// last return of an operation that depends on it, or for ever if another optional one does.
void find_dependents(BuiltProblem& built, const Machine& machine) {
  Problem& problem = built.problem;
  std::vector<bool> is_loose(problem.action_count, false);
  std::vector<EventNumber> last_return(problem.action_count, 0);
  for (const Item& item : problem.items) {
    if (item.is_optional()) {
      is_loose[item.action] = true;
    } else {
      last_return[item.action] = std::max(last_return[item.action], item.ret);
    }
  }
  const auto loose_count = static_cast<std::size_t>(std::ranges::count(is_loose, true));
  if (!machine.is_independent || loose_count * problem.action_count > kPairsMax) return;
  problem.helps_until.assign(problem.action_count, kNever);
  problem.dependents.resize(problem.action_count);
  for (ActionId loose = 0; loose < problem.action_count; ++loose) {
    if (!is_loose[loose]) continue;
    EventNumber until = 0;
    problem.dependents[loose].assign(problem.action_count, false);
    for (ActionId other = 0; other < problem.action_count; ++other) {
      if (machine.is_independent(*built.actions[loose], *built.actions[other])) continue;
      problem.dependents[loose][other] = true;
      until = is_loose[other] ? kNever : std::max(until, last_return[other]);
    }
    problem.helps_until[loose] = until;
  }
}

PartResult out_of_budget(PartResult part, std::string_view budget, const SearchResult& found,
                         const Operation& stuck, const History& history) {
  part.verdict = Verdict::Unknown;
  part.reason = fmt::format(
      "the {} ended after {} configurations, undecided: there are orders up to {} of {} answers, the next "
      "would be {}",
      budget, part.configurations, found.returns_passed, found.return_count, describe(history, stuck));
  part.budget = budget;
  return part;
}

std::vector<const Operation*> operations_of(const History& history, std::span<const std::uint32_t> members) {
  std::vector<const Operation*> all;
  reserve_long(all, members.size());
  for (const std::uint32_t member : members) all.push_back(&history.operations[member]);
  return all;
}

}  // namespace

std::vector<std::uint32_t> fitting(const History& history, std::span<const std::uint32_t> members,
                                   const Machine& machine) {
  std::vector<std::uint32_t> used;
  reserve_long(used, members.size());
  for (const std::uint32_t member : members) {
    if (machine.fit(history.operations[member]).kind == Fit::Kind::Use) used.push_back(member);
  }
  return used;
}

BuiltProblem build_problem(const History& history, std::span<const std::uint32_t> members, Machine& machine,
                           std::span<const Operation* const> whole) {
  BuiltProblem built;
  machine.prepare(whole);
  machine.find_observers(operations_of(history, members));
  std::unordered_map<Action, ActionId, ActionHash, SameAction> numbers(
      16, ActionHash{}, SameAction{.processes_matter = machine.processes_matter});
  built.problem.items.reserve(members.size());
  for (const std::uint32_t member : members) {
    const Operation& operation = history.operations[member];
    if (operation.ret == kNever && !machine.matters(operation)) {
      built.dropped.push_back(member);
      continue;
    }
    const auto [found, is_new] = numbers.try_emplace({&operation, machine.is_silent(operation)},
                                                     static_cast<ActionId>(built.actions.size()));
    if (is_new) {
      built.actions.push_back(&operation);
      built.problem.observes.push_back(machine.observes(operation));
    }
    built.problem.items.push_back(
        {.call = operation.call, .ret = operation.ret, .action = found->second, .operation = member});
  }
  built.problem.action_count = static_cast<ActionId>(built.actions.size());
  built.problem.forgets_order = machine.forgets_order();
  find_dependents(built, machine);
  return built;
}

Steps steps_of(const Machine& machine, const BuiltProblem& built) {
  Steps::Lost lost;
  if (machine.is_lost) {
    lost = [&](StateId state, ActionId action) { return machine.is_lost(state, *built.actions[action]); };
  }
  return Steps(
      [&](StateId state, ActionId action, std::vector<StateId>& following) {
        machine.step(state, *built.actions[action], following);
      },
      std::move(lost));
}

PartResult judge(const History& history, std::span<const std::uint32_t> members, const MachineFactory& make,
                 const CheckOptions& options, const Budget& budget) {
  PartResult part;
  if (options.partition) part.key = key_of(history, members);
  const auto begin = Budget::Clock::now();
  part.decided_by = "search";
  Machine machine = make();
  const std::vector<std::uint32_t> used = fitting(history, members, machine);
  BuiltProblem built = build_problem(history, used, machine, operations_of(history, used));
  built.problem.start = machine.initial();
  Steps steps = steps_of(machine, built);
  const SearchResult found = search(
      built.problem, steps, {.budget = budget, .model_bytes = machine.bytes, .progress = options.progress});
  part.configurations = found.configurations;
  const auto ended = [&](std::string_view what) {
    const Operation& stuck = history.operations[built.problem.items[found.stuck_item].operation];
    return out_of_budget(std::move(part), what, found, stuck, history);
  };
  switch (found.found) {
    case Found::DeadlineEnded: return ended("deadline");
    case Found::MemoryEnded: return ended("memory");
    case Found::Nothing:
      part.verdict = Verdict::NotLinearizable;
      explain_stuck(history, built, machine, found, part);
      explain(options, begin, budget, part,
              [&](const Budget& rest) { find_core(history, used, make, found, rest, part); });
      return part;
    case Found::Order: break;
  }
  part.order.reserve(found.order.size());
  for (const std::uint32_t item : found.order) part.order.push_back(built.problem.items[item].operation);
  if (!is_proved(history, used, part.order, make)) {
    part.reason = "the search found an order that its verifier refuses, which is a fault of this checker";
    part.budget = "verifier";
    return part;
  }
  part.verdict = Verdict::Linearizable;
  if (!options.keep_all) part.order = {};
  return part;
}

bool is_proved(const History& history, std::span<const std::uint32_t> members,
               std::span<const std::uint32_t> order, const MachineFactory& make) {
  Machine machine = make();
  machine.prepare(operations_of(history, members));
  return verify_order(history, members, order, machine).has_value();
}

std::string describe(const History& history, const Operation& operation) {
  std::string text = fmt::format("process {} {}", history.process_text(operation), history.f_name(operation));
  if (!operation.argument.is_nil()) text += " " + to_edn(operation.argument);
  if (operation.outcome == Outcome::Ok && operation.result != operation.argument) {
    text += " -> " + to_edn(operation.result);
  }
  if (operation.outcome == Outcome::Unknown) text += " (outcome unknown)";
  if (operation.outcome == Outcome::Fail) text += " (failed)";
  if (operation.call_line == 0) return text + fmt::format(" (event {})", operation.call);
  if (operation.ret_line == 0) return text + fmt::format(" (line {})", operation.call_line);
  return text + fmt::format(" (lines {} to {})", operation.call_line, operation.ret_line);
}

}  // namespace pawl::checker
