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
// Nothing if that leaves nothing to say. A token is asked for by some operations and answered by others: it
// stays where nothing could be asked without it.
bool set_free(Operation& operation, const Machine& machine) {
  if (operation.outcome == Outcome::Fail) return false;
  operation.outcome = Outcome::Unknown;
  operation.call = 0;
  operation.ret = kNever;
  operation.result = Value{};
  const std::optional<std::int64_t> token = operation.witness->token;
  Rare<Witness> asked;
  if (!operation.witness->idem.is_nil()) asked.make().idem = operation.witness->idem;
  operation.witness = std::move(asked);
  Fit::Kind fit = machine.fit(operation).kind;
  if (fit == Fit::Kind::Refuse && token) {
    operation.witness.make().token = token;
    fit = machine.fit(operation).kind;
  }
  return fit == Fit::Kind::Use;
}

// An operation that is still open at the end: it may have taken effect, and then it answers what it later
// did. Nothing if that could not help anybody.
bool leave_open(Operation& operation, const Machine& machine) {
  if (machine.observes(operation)) return false;
  operation.ret = kNever;
  return true;
}

// Asks the search whether a part of the operations still contradicts itself, up to an event, when all others
// are free. What the model takes from the whole history stays as it is.
class Weakened {
 public:
  Weakened(const History& history, std::span<const std::uint32_t> members, const MachineFactory& make,
           const Budget& budget)
      : members_(members), make_(make), budget_(budget) {
    whole_.reserve(members.size());
    for (const std::uint32_t member : members) whole_.push_back(&history.operations[member]);
  }

  Answer answer_of(const std::vector<bool>& kept, EventNumber end) {
    Machine machine = make_();
    machine.prepare(whole_);
    History weak;
    for (const bool is_kept : {false, true}) {  // freed ones were called before all
      for (std::size_t i = 0; i < members_.size(); ++i) {
        if (kept[i] != is_kept || whole_[i]->call > end) continue;
        Operation operation = *whole_[i];
        const bool is_open = operation.ret == kNever || operation.ret > end;
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
    BuiltProblem built = build_problem(weak, all, machine, whole_);
    built.problem.start = machine.initial();
    Steps steps = steps_of(machine, built);
    const SearchResult found = search(built.problem, steps,
                                      {.budget = budget_.until(Clock::now() + kQuestionCost),
                                       .model_bytes = machine.bytes,
                                       .progress = {}});
    if (found.found == Found::DeadlineEnded || found.found == Found::MemoryEnded) return Answer::Undecided;
    return found.found == Found::Nothing ? Answer::NotLinearizable : Answer::Linearizable;
  }

 private:
  std::span<const std::uint32_t> members_;
  const MachineFactory& make_;
  const Budget& budget_;
  std::vector<const Operation*> whole_;
};

EventNumber event_of(Position until) { return until == kNoEnd ? kNever : static_cast<EventNumber>(until); }

// Says what was found of the core, whose operations are named by place in `sources`.
void set_core(const std::optional<FoundCore>& core, std::span<const std::uint32_t> sources,
              PartResult& part) {
  if (!core) return;  // what is named has a part in it, and more may be needed
  part.core.clear();
  for (const OpIndex i : core->operations) part.core.push_back(sources[i]);
  part.is_core_sufficient = true;
  part.is_core_minimal = core->is_minimal;
  part.core_until = event_of(core->until);
}

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
  // What was called behind the return that nobody gets past is not looked at.
  std::vector<std::uint32_t> before;
  for (const std::uint32_t member : members) {
    if (history.operations[member].call < found.stuck_by) before.push_back(member);
  }
  Shrinking shrinking;
  for (const std::uint32_t member : before) {
    const EventNumber ret = history.operations[member].ret;
    shrinking.ends.push_back(ret == kNever ? kNoEnd : Position{ret});
  }
  Weakened weakened(history, members, make, budget);
  std::vector<bool> kept(members.size());
  const auto answer_of = [&](const std::vector<bool>& chosen, Position until) {
    // `before` is the beginning of `members`, and nothing behind it is ever kept.
    std::copy(chosen.begin(), chosen.end(), kept.begin());
    return weakened.answer_of(kept, event_of(until));
  };
  const auto is_over = [&] { return budget.is_over(); };
  CoreFinder finder(shrinking, answer_of, is_over);
  set_core(finder.among_all(Position{found.stuck_by}), before, part);
}

void find_core(const History& history, std::span<const std::uint32_t> members, const MachineFactory& make,
               const DecidedPart& decided, const Budget& budget, PartResult& part) {
  const std::optional<Shrinking>& shrinking = decided.decision.shrinking;
  if (!shrinking) return;
  Weakened weakened(history, members, make, budget);
  std::vector<bool> kept(members.size());
  const auto answer_of = [&](const std::vector<bool>& chosen, Position until) {
    const Answer answer = shrinking->answer_of ? shrinking->answer_of(chosen, until) : Answer::Undecided;
    if (answer != Answer::Undecided) return answer;
    // `sources` are some of `members`, in their order; the others say nothing.
    std::size_t place = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const bool is_source = place < decided.sources.size() && decided.sources[place] == members[i];
      kept[i] = is_source && chosen[place];
      if (is_source) ++place;
    }
    return weakened.answer_of(kept, event_of(until));
  };
  const auto is_over = [&] { return budget.is_over(); };
  CoreFinder finder(*shrinking, answer_of, is_over);
  std::vector<OpIndex> named;
  for (const OpIndex operation : decided.decision.core) {
    const auto place = std::ranges::lower_bound(decided.sources, operation);
    if (place != decided.sources.end() && *place == operation)
      named.push_back(static_cast<OpIndex>(place - decided.sources.begin()));
  }
  set_core(finder.find(std::move(named)), decided.sources, part);
}

}  // namespace pawl::checker
