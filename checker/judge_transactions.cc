#include "checker/judge_transactions.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "checker/search/explain.h"

namespace pawl::checker {
namespace {

// Beyond so many, looking for a smallest core would take longer than is given to it.
constexpr std::size_t kShrunkMax = 5000;

// All were called before any was answered: what is left is serializability.
History without_time(const History& history) {
  History timeless;
  timeless.names = history.names;
  timeless.operations = history.operations;
  EventNumber next = 0;
  for (Operation& operation : timeless.operations) operation.call = next++;
  for (Operation& operation : timeless.operations) {
    if (operation.ret != kNever) operation.ret = next++;
  }
  timeless.event_count = next;
  return timeless;
}

// Looks for a smallest core of a no, which the search can judge where the level is linearizability.
void find_small_core(const History& history, Members members, const MachineFactory& make,
                     const CheckOptions& options, Budget::Clock::time_point begin, const Budget& budget,
                     PartResult& part) {
  const Machine machine = make();
  const std::vector<std::uint32_t> used = fitting(history, members, machine);
  const bool is_small = options.level == Level::StrictSerializable && used.size() <= kShrunkMax;
  explain(options, begin, budget, part, [&](const Budget& rest) {
    if (!is_small) return;
    std::vector<OpIndex> named;
    for (const std::uint32_t operation : part.core) {
      if (std::ranges::binary_search(used, operation)) named.push_back(operation);
    }
    DecidedPart decided{.decided_by = part.decided_by,
                        .decision = violation(Finding::None, part.reason, std::move(named)),
                        .sources = used};
    Shrinking shrinking;
    for (const std::uint32_t operation : used) {
      const EventNumber ret = history.operations[operation].ret;
      shrinking.ends.push_back(ret == kNever ? kNoEnd : Position{ret});
    }
    decided.decision.shrinking = std::move(shrinking);
    find_core(history, used, make, decided, rest, part);
  });
}

PartResult unknown_part(const LevelSummary& summary) {
  PartResult part;
  part.decided_by = "transactions";
  part.budget = "order of writes";
  part.reason = fmt::format(
      "whether the history is one of {} depends on an order of writes that its reads leave open, and not "
      "every "
      "such order was tried",
      level_name(summary.asked));
  return part;
}

// The dependencies leave it open.
PartResult search_part(const History& history, Members members, const MachineFactory& make,
                       const CheckOptions& options, const Budget& budget, LevelSummary& summary) {
  const Level level = summary.asked;
  if (level != Level::StrictSerializable && level != Level::Serializable) return unknown_part(summary);
  PartResult part;
  if (level == Level::StrictSerializable) {
    part = judge(history, members, make, options, budget);
  } else {
    const History timeless = without_time(history);
    CheckOptions plain = options;
    plain.explain = false;  // a core speaks of moments, and here are none
    part = judge(timeless, members, make, plain, budget);
    part.core.clear();
    if (part.verdict == Verdict::NotLinearizable)
      part.reason =
          "no serial order of the transactions was found to explain all reads, in any order of time: there "
          "is none";
  }
  if (part.verdict == Verdict::Linearizable) summary.report.settle(level, Standing::Holds);
  if (part.verdict == Verdict::NotLinearizable) summary.report.settle(level, Standing::Refuted);
  return part;
}

}  // namespace

PartResult judge_levels(const History& history, Members members, const MachineFactory& make,
                        const CheckOptions& options, const Budget& budget, LevelSummary& summary) {
  const auto begin = Budget::Clock::now();
  TransactionLog log =
      log_of(history, options.init ? *options.init : Value{}, options.nil_read == NilRead::Any);
  summary = summary_of(log, judge_transactions(log), options.level);
  const LevelReport& report = summary.report;
  PartResult part;
  part.decided_by = "transactions";
  switch (report.of(options.level)) {
    case Standing::Open: return search_part(history, members, make, options, budget, summary);
    case Standing::Holds:
      part.verdict = Verdict::Linearizable;
      if (options.keep_all && implies(report.order_level, options.level)) part.order = report.order;
      return part;
    case Standing::Refuted: break;
  }
  const Contradiction* const why = report.refutation_of(options.level);
  const bool is_for_the_search =
      why->anomaly == Anomaly::NoOrder && options.level == Level::StrictSerializable;
  if (is_for_the_search) return search_part(history, members, make, options, budget, summary);
  part.verdict = Verdict::NotLinearizable;
  part.reason = explain(log, *why);
  part.core = transactions_of(*why);
  find_small_core(history, members, make, options, begin, budget, part);
  return part;
}

}  // namespace pawl::checker
