#include "checker/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <set>
#include <utility>

#include "checker/decide/decide.h"
#include "checker/judge_transactions.h"
#include "checker/kept_parts.h"
#include "checker/model/catalog.h"
#include "checker/parallel.h"
#include "checker/search/explain.h"
#include "checker/search/judge.h"

namespace pawl::checker {
namespace {

std::unexpected<Damage> at_operation(const Operation& operation, std::string what) {
  const std::uint64_t line = operation.outcome == Outcome::Ok ? operation.ret_line : operation.call_line;
  return std::unexpected(Damage{.place = {.line = line, .column = 1}, .what = std::move(what)});
}

std::string functions_of(const History& history) {
  std::set<std::string_view> names;
  for (const Operation& operation : history.operations) names.insert(history.f_name(operation));
  std::string text;
  for (const std::string_view name : names) text += fmt::format("{}:{}", text.empty() ? "" : " ", name);
  return text;
}

// Asks for the model, and names those that could be meant.
std::string which_model(const History& history, CheckOptions options) {
  options.init = std::nullopt;
  std::vector<std::string_view> fitting;
  for (const std::string_view name : model_names()) {
    const auto make = find_model(name, options);
    if (!make) continue;
    const Machine machine = (*make)();
    const bool fits = std::ranges::none_of(history.operations, [&](const Operation& operation) {
      return machine.fit(operation).kind == Fit::Kind::Refuse;
    });
    if (fits) fitting.push_back(name);
  }
  const std::string functions = functions_of(history);
  if (functions.empty()) return "no client did anything: name the model with --model";
  if (fitting.empty()) {
    return fmt::format(
        "no one model has the functions {} with these values: name the model with --model, one of {}",
        functions, fmt::join(model_names(), ", "));
  }
  return fmt::format("the functions {} alone do not tell the model: name the model with --model, {}{}",
                     functions, fitting.size() == 1 ? "perhaps " : "one of ", fmt::join(fitting, ", "));
}

// Parts in order of size, the small ones first: most violations are found before the long searches.
std::vector<std::uint32_t> by_size(const Partitions& partitions) {
  std::vector<std::uint32_t> order(partitions.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return std::pair(partitions[i].size(), i); });
  return order;
}

// The near-linear answer, if there is one and its proof holds.
std::optional<PartResult> decided_part(const History& history, Members members, const MachineFactory& make,
                                       const CheckOptions& options, const Budget& budget) {
  const auto begin = Budget::Clock::now();
  const Machine machine = make();
  const std::vector<std::uint32_t> used = fitting(history, members, machine);
  std::optional<DecidedPart> decided = decide(history, used, options.model, options);
  if (!decided || decided->decision.answer == Answer::Undecided) return std::nullopt;
  PartResult part;
  if (options.partition) part.key = key_of(history, members);
  part.decided_by = decided->decided_by;
  Decision& decision = decided->decision;
  if (decision.is_violation()) {
    part.verdict = Verdict::NotLinearizable;
    part.reason = std::move(decision.reason);
    part.core.assign(decision.core.begin(), decision.core.end());
    part.is_core_sufficient = part.is_core_minimal = decision.is_core_minimal;
    if (decision.until != kNoEnd) part.core_until = static_cast<EventNumber>(decision.until);
    explain(options, begin, budget, part,
            [&](const Budget& rest) { find_core(history, used, make, *decided, rest, part); });
    return part;
  }
  part.order.assign(decision.order.begin(), decision.order.end());
  if (!is_proved(history, used, part.order, make)) return std::nullopt;
  part.verdict = Verdict::Linearizable;
  if (!options.keep_all) part.order = {};
  return part;
}

using JudgePart = std::function<PartResult(Members, const CheckOptions&, const Budget&)>;

std::expected<Result, Damage> check_parts(const History& history, const MachineFactory& make,
                                          const CheckOptions& options, const JudgePart& judge_part) {
  const Machine machine = make();
  for (const Operation& operation : history.operations) {
    if (Fit fit = machine.fit(operation); fit.kind == Fit::Kind::Refuse) {
      return at_operation(operation, fmt::format("{}: {}", describe(history, operation), fit.why));
    }
  }
  const Partitions partitions = options.partition ? Partitions::by_key(history) : Partitions::whole(history);
  const auto not_looked_at = [&](std::size_t index, std::string_view budget, std::string reason) {
    PartResult part;
    if (options.partition) part.key = key_of(history, partitions[index]);
    part.budget = budget;
    part.reason = std::move(reason);
    return part;
  };
  std::optional<Budget::Clock::time_point> end;
  if (options.deadline) end = Budget::Clock::now() + *options.deadline;
  const std::size_t jobs =
      std::clamp<std::size_t>(options.jobs, 1, std::max<std::size_t>(partitions.size(), 1));
  const Budget budget(end, options.memory_bytes_max / jobs);
  const std::vector<std::uint32_t> order = by_size(partitions);
  Least first_refuted(order.size());  // its place in `order`
  std::size_t judged_count = 0;
  std::mutex telling;
  CheckOptions of_part = options;
  if (order.size() > 1) of_part.progress = {};
  of_part.on_refuted = [&](const PartResult& refuted, std::string_view) {
    const std::lock_guard lock(telling);
    if (options.on_refuted) options.on_refuted(refuted, options.model);
  };
  KeptParts kept(options.keep_all);
  for_each_in_parallel(order.size(), jobs, [&](std::size_t place) {
    if (place > first_refuted.value()) return;
    const std::size_t index = order[place];
    if (budget.is_over()) {
      kept.add(place, index, not_looked_at(index, "deadline", "not looked at: the deadline ended before"));
      return;
    }
    PartResult part = judge_part(partitions[index], of_part, budget);
    if (part.verdict == Verdict::NotLinearizable) first_refuted.lower_to(place);
    kept.add(place, index, std::move(part));
    if (order.size() == 1 || !options.progress) return;
    const std::lock_guard lock(telling);
    options.progress(static_cast<double>(++judged_count) / static_cast<double>(order.size()));
  });
  // With several threads some of these may have been judged before the violation was found: what is said does
  // not depend on that.
  kept.forget_after(first_refuted.value());
  for (std::size_t place = first_refuted.value() + 1; options.keep_all && place < order.size(); ++place) {
    kept.add(
        place, order[place],
        not_looked_at(order[place], "first violation", "not looked at: another key is not linearizable"));
  }
  Result result = kept.take();
  result.model = options.model;
  result.object_count = partitions.size();
  result.operation_count = history.operations.size();
  return result;
}

}  // namespace

std::expected<Result, Damage> check_model(History history, const MachineFactory& make,
                                          const CheckOptions& options) {
  if (auto lifted = lift_keys(history, options.tuples); !lifted) return std::unexpected(lifted.error());
  return check_parts(history, make, options,
                     [&](Members members, const CheckOptions& of_part, const Budget& budget) {
                       return judge(history, members, make, of_part, budget);
                     });
}

std::expected<Result, Damage> check(History&& history, const CheckOptions& options) {
  return check(history, options);
}

std::expected<Result, Damage> check(History& history, const CheckOptions& asked) {
  CheckOptions options = asked;
  const bool is_told = is_of_transactions(options.model);
  if (is_told || options.model.empty())
    name_transactions(history, is_told ? Transactions::Yes : Transactions::Guess);
  if (auto lifted = lift_keys(history, options.tuples); !lifted) return std::unexpected(lifted.error());
  if (options.model.empty()) {
    const auto guessed = guess_model(history);
    if (!guessed) {
      return std::unexpected(Damage{.place = {}, .what = which_model(history, options)});
    }
    options.model = *guessed;
  }
  const auto make = find_model(options.model, options);
  if (!make) return std::unexpected(Damage{.place = {}, .what = make.error()});
  const bool has_levels = is_of_transactions(options.model);
  if (options.level != Level::StrictSerializable && (!has_levels || !options.use_decisions)) {
    return std::unexpected(Damage{
        .place = {},
        .what = fmt::format("the level {} is asked of transactions, and is not left to the search alone: the "
                            "model is {}",
                            level_name(options.level), options.model)});
  }
  std::optional<LevelSummary> levels;
  auto result = check_parts(
      history, *make, options, [&](Members members, const CheckOptions& of_part, const Budget& budget) {
        if (has_levels && options.use_decisions && members.size() == history.operations.size())
          return judge_levels(history, members, *make, of_part, budget, levels.emplace());
        if (options.use_decisions && options.partition) {
          if (auto part = decided_part(history, members, *make, of_part, budget)) return *std::move(part);
        }
        return judge(history, members, *make, of_part, budget);
      });
  if (result) result->levels = std::move(levels);
  return result;
}

std::string verdict_text(const Result& result) {
  if (!result.levels || result.levels->asked == Level::StrictSerializable ||
      result.verdict == Verdict::Unknown)
    return std::string(verdict_text(result.verdict));
  return fmt::format("{}{}", result.verdict == Verdict::Linearizable ? "" : "not ",
                     level_name(result.levels->asked));
}

std::string_view verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::Linearizable: return "linearizable";
    case Verdict::NotLinearizable: return "not linearizable";
    case Verdict::Unknown: return "unknown";
  }
  return "unknown";
}

}  // namespace pawl::checker
