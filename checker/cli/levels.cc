#include "checker/cli/levels.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

namespace pawl::checker {
namespace {

constexpr std::size_t kToldMax = 6;
constexpr std::size_t kTransactionsShown = 12;

std::vector<std::string_view> names_of(const std::vector<Level>& levels) {
  std::vector<std::string_view> names;
  for (const Level level : levels) names.push_back(level_name(level));
  return names;
}

std::vector<Level> open_levels(const LevelReport& report) {
  std::vector<Level> all;
  for (const Level level : all_levels()) {
    if (report.of(level) == Standing::Open) all.push_back(level);
  }
  return all;
}

std::string_view word_of(Standing standing) {
  switch (standing) {
    case Standing::Holds: return "holds";
    case Standing::Refuted: return "refuted";
    case Standing::Open: return "unknown";
  }
  return "unknown";
}

void append_string(std::string& out, const std::string& text) { append_json(out, Value::of(text)); }

void append_cycle_json(std::string& out, const ContradictionWords& found) {
  out += R"(,"cycle":[)";
  for (std::size_t i = 0; i < found.cycle.size(); ++i) {
    const LinkWords& link = found.cycle[i];
    fmt::format_to(std::back_inserter(out), R"({}{{"from":{},"to":{},"kind":"{}")", i > 0 ? "," : "",
                   link.from, link.to, link.kind);
    if (!link.key.empty()) {
      out += R"(,"key":)";
      append_string(out, link.key);
      out += R"(,"before":)";
      append_string(out, link.before);
      out += R"(,"after":)";
      append_string(out, link.after);
    }
    out += '}';
  }
  out += ']';
}

void append_contradiction_json(std::string& out, const ContradictionWords& found) {
  out += R"({"name":)";
  append_string(out, found.name);
  fmt::format_to(std::back_inserter(out), R"(,"refutes":"{}","text":)", level_name(found.refutes));
  append_string(out, found.text);
  out += R"(,"transactions":[)";
  for (std::size_t i = 0; i < found.transactions.size(); ++i) {
    const auto& [txn, text] = found.transactions[i];
    fmt::format_to(std::back_inserter(out), R"({}{{"operation":{},"text":)", i > 0 ? "," : "", txn);
    append_string(out, text);
    out += '}';
  }
  out += ']';
  if (!found.cycle.empty()) append_cycle_json(out, found);
  out += '}';
}

}  // namespace

std::string levels_text(const LevelSummary& levels) {
  const LevelReport& report = levels.report;
  const auto strongest = names_of(report.strongest_holding());
  const auto weakest = names_of(report.weakest_refuted());
  const auto open = names_of(open_levels(report));
  std::string out =
      fmt::format("holds: {}", strongest.empty() ? "none" : fmt::format("{}", fmt::join(strongest, ", ")));
  if (!weakest.empty()) out += fmt::format("; refuted: {}", fmt::join(weakest, ", "));
  if (!open.empty()) out += fmt::format("; unknown: {}", fmt::join(open, ", "));
  return out + '\n';
}

std::string contradictions_text(const LevelSummary& levels) {
  std::string out;
  std::size_t told = 0;
  for (const ContradictionWords& found : levels.found) {
    if (told++ == kToldMax) {
      out += fmt::format("({} more contradictions; --json has all)\n", levels.found.size() - kToldMax);
      break;
    }
    out += fmt::format("against {}: {}\n", level_name(found.refutes), found.text);
    for (std::size_t i = 0; i < std::min(found.transactions.size(), kTransactionsShown); ++i)
      out += fmt::format("    {}\n", found.transactions[i].second);
  }
  return out;
}

void append_levels_json(std::string& out, const LevelSummary& levels) {
  const LevelReport& report = levels.report;
  fmt::format_to(std::back_inserter(out), R"(,"level":"{}","levels":{{)", level_name(levels.asked));
  for (const Level level : all_levels()) {
    fmt::format_to(std::back_inserter(out), R"({}"{}":"{}")", level == all_levels().front() ? "" : ",",
                   level_name(level), word_of(report.of(level)));
  }
  const auto quoted = [](const std::vector<Level>& all) {
    std::vector<std::string> names;
    for (const Level level : all) names.push_back(fmt::format(R"("{}")", level_name(level)));
    return fmt::format("[{}]", fmt::join(names, ","));
  };
  fmt::format_to(std::back_inserter(out), R"(}},"strongest_holding":{},"weakest_refuted":{},"anomalies":[)",
                 quoted(report.strongest_holding()), quoted(report.weakest_refuted()));
  for (std::size_t i = 0; i < levels.found.size(); ++i) {
    if (i > 0) out += ',';
    append_contradiction_json(out, levels.found[i]);
  }
  out += ']';
}

}  // namespace pawl::checker
