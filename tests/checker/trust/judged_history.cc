#include "tests/checker/trust/judged_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "checker/history/event_reader.h"
#include "tests/checker/trust/definition.h"

namespace pawl::checker::trust {
namespace {

Position end_of(const Operation& op) { return op.ret == kNever ? kNoEnd : Position{op.ret}; }

/// The operations that take part, and where each stands in the history.
struct Parts {
  std::vector<Happening> happenings;
  std::vector<std::uint32_t> sources;
};

Parts all_parts(const Question& question) {
  Parts parts;
  for (std::uint32_t i = 0; i < question.whole.size(); ++i) {
    const Operation& op = question.whole[i];
    if (!takes_part(question, op)) continue;
    parts.happenings.push_back({.operation = op, .interval = {.start = op.call, .end = end_of(op)}});
    parts.sources.push_back(i);
  }
  return parts;
}

std::string check_order(const Question& question, const Parts& parts,
                        const std::vector<std::uint32_t>& order) {
  std::vector<OpIndex> places;
  for (const std::uint32_t index : order) {
    const auto place = std::ranges::find(parts.sources, index);
    if (place == parts.sources.end()) return "the order has an operation that takes no part";
    places.push_back(static_cast<OpIndex>(place - parts.sources.begin()));
  }
  return is_order(question, parts.happenings, places) ? "" : "the order is none";
}

/// The definition of a core: whether the operations of `core` contradict each other up to `until`, nothing
/// being known of the others that began by then.
bool contradicts(const Question& question, const std::vector<std::uint32_t>& core, EventNumber until) {
  std::vector<Happening> happenings;
  for (std::uint32_t i = 0; i < question.whole.size(); ++i) {
    Operation op = question.whole[i];
    if (!takes_part(question, op) || op.call > until) continue;
    const bool is_kept = std::ranges::find(core, i) != core.end();
    Interval interval{.start = op.call, .end = op.ret > until ? kNoEnd : end_of(op)};
    if (!is_kept) {
      op = freed(op);
      interval = {.start = kBeforeAll, .end = kNoEnd};
      if (!takes_part(question, op) || op.outcome == Outcome::Fail) continue;
    }
    happenings.push_back({.operation = std::move(op), .interval = interval});
  }
  return !has_order(question, happenings);
}

std::string check_core(const Question& question, const History& read, const PartResult& part,
                       Counts& counts) {
  ++counts.cores;
  if (!part.is_core_sufficient) {
    ++counts.named_cores;
    return part.is_core_minimal ? "a core that is minimal and not sufficient" : "";
  }
  // The file has lines that the operations do not know of: the moment is the end of one of these.
  EventNumber until = kNever;
  for (std::uint32_t i = 0; i < question.whole.size(); ++i) {
    if (part.core_until != kNever && read.operations[i].ret == part.core_until) until = question.whole[i].ret;
  }
  if (until == kNever && part.core_until != kNever) return "the core's moment is no end of an operation";
  const auto shown = [&] { return fmt::format("core {} up to {}", fmt::join(part.core, " "), until); };
  if (!contradicts(question, part.core, until))
    return fmt::format("{} by {} is no contradiction: {}", shown(), part.decided_by, part.reason);
  if (!part.is_core_minimal) return "";
  ++counts.minimal_cores;
  for (const std::uint32_t without : part.core) {
    std::vector<std::uint32_t> fewer = part.core;
    std::erase(fewer, without);
    if (contradicts(question, fewer, until))
      return fmt::format("{} by {} is one without {}: {}", shown(), part.decided_by, without, part.reason);
  }
  return "";
}

/// What one way of judging said, held against the definition.
std::string check_result(const Question& question, const Parts& parts, bool is_linearizable,
                         const History& read, const Result& result, bool is_explained, Counts& counts) {
  if (result.verdict == Verdict::Unknown) return "undecided: " + result.reason;
  if ((result.verdict == Verdict::Linearizable) != is_linearizable) {
    return fmt::format("{} by {}, by definition it is {}linearizable{}{}", verdict_text(result.verdict),
                       fmt::join(result.procedures, ", "), is_linearizable ? "" : "not ",
                       result.reason.empty() ? "" : ": ", result.reason);
  }
  if (result.parts.empty()) return "";
  const PartResult& part = result.parts.front();
  if (is_linearizable) return check_order(question, parts, part.order);
  if (part.core.empty() || part.reason.empty()) return "a no without a core or a reason";
  return is_explained ? check_core(question, read, part, counts) : "";
}

}  // namespace

std::string judge(const MixedHistory& history, Counts& counts) {
  const Question question{.model = history.model, .options = history.options, .whole = history.operations};
  const Parts parts = all_parts(question);
  const bool is_linearizable = has_order(question, parts.happenings);
  counts.linearizable += is_linearizable ? 1 : 0;
  auto read = read_history(ByteSource::memory(text_of(history)));
  if (!read) return fmt::format("line {}: {}", read.error().place.line, read.error().what);
  for (const bool decides : {true, false}) {
    History whole = *read;
    CheckOptions options = history.options;
    options.use_decisions = decides;
    // A core by search costs as much as all the rest.
    options.explain = decides || history.writing % 2 == 0;
    const auto result = check(whole, options);
    if (!result) return fmt::format("refused: {}", result.error().what);
    const bool was_searched = std::ranges::find(result->procedures, "search") != result->procedures.end();
    if (decides) counts.decided += was_searched ? 0 : 1;
    std::string fault =
        check_result(question, parts, is_linearizable, whole, *result, options.explain, counts);
    if (!fault.empty()) return (decides ? "" : "asked to search: ") + fault;
    if (decides && was_searched) break;  // the search was asked already
  }
  return "";
}

MixedHistory shrink(MixedHistory history) {
  const auto is_still_wrong = [](const MixedHistory& smaller) {
    Counts ignored;
    return !smaller.operations.empty() && !judge(smaller, ignored).empty();
  };
  for (bool was_shrunk = true; std::exchange(was_shrunk, false);) {
    const auto try_it = [&](MixedHistory smaller) {
      if (!is_still_wrong(smaller)) return false;
      history = std::move(smaller);
      return was_shrunk = true;
    };
    for (std::size_t i = 0; i < history.operations.size(); ++i) {
      MixedHistory smaller = history;
      smaller.operations.erase(smaller.operations.begin() + static_cast<std::ptrdiff_t>(i));
      if (try_it(std::move(smaller))) break;
    }
    for (std::size_t i = 0; i < history.operations.size() && !was_shrunk; ++i) {
      if (history.operations[i].witness == Rare<Witness>()) continue;
      MixedHistory smaller = history;
      smaller.operations[i].witness = Rare<Witness>();
      try_it(std::move(smaller));
    }
    if (history.options.tuples == Tuples::Yes && !was_shrunk) {
      MixedHistory smaller = history;
      smaller.options.tuples = Tuples::Guess;
      try_it(std::move(smaller));
    }
  }
  return history;
}

std::string describe(const MixedHistory& history) {
  const CheckOptions& options = history.options;
  return fmt::format("pawl-check --model {}{}{}{}{} FILE\n{}", history.model,
                     options.init ? " --init '" + to_edn(*options.init) + "'" : "",
                     options.nil_read == NilRead::Any ? " --nil-read any" : "",
                     options.cas_fail == CasFail::Differs ? " --cas-fail differs" : "",
                     options.tuples == Tuples::Yes ? " --tuples yes" : "", text_of(history));
}

}  // namespace pawl::checker::trust
