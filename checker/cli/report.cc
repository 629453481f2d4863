#include "checker/cli/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "checker/cli/levels.h"
#include "checker/cli/notes.h"
#include "checker/search/judge.h"

namespace pawl::checker {
namespace {

constexpr std::size_t kCoreShown = 40;
constexpr std::size_t kPartsShown = 1000;

std::string count_of(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string procedures_of(const Result& result) {
  if (result.procedures.empty()) return "nothing to decide";
  return fmt::format("by {}", fmt::join(result.procedures, ", "));
}

std::uint64_t configurations_of(const Result& result) {
  std::uint64_t sum = 0;
  for (const PartResult& part : result.parts) sum += part.configurations;
  return sum;
}

Value list_of(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const std::string& text : texts) items.push_back(Value::of(text));
  return Value::list(std::move(items));
}

Value value_of_completion(const Operation& operation) {
  return operation.outcome == Outcome::Ok ? operation.result : operation.argument;
}

std::string_view type_of(const Operation& operation) {
  switch (operation.outcome) {
    case Outcome::Ok: return "ok";
    case Outcome::Fail: return "fail";
    case Outcome::Unknown: return "info";
  }
  return "info";
}

void append_operation_json(std::string& out, const History& history, std::uint32_t index) {
  const Operation& operation = history.operations[index];
  const bool is_named = operation.process < kNamedProcessesEnd;
  fmt::format_to(std::back_inserter(out), R"({{"operation":{},"process":)", index);
  append_json(out, is_named ? Value::of(history.process_text(operation)) : Value::of(operation.process));
  fmt::format_to(std::back_inserter(out), R"(,"type":"{}","f":)", type_of(operation));
  append_json(out, Value::of(std::string(history.f_name(operation))));
  if (!operation.key.is_nil()) {
    out += R"(,"key":)";
    append_json(out, operation.key);
  }
  out += R"(,"argument":)";
  append_json(out, operation.argument);
  out += R"(,"result":)";
  append_json(out, operation.result);
  fmt::format_to(std::back_inserter(out), R"(,"call_line":{},"return_line":{}}})", operation.call_line,
                 operation.ret_line);
}

void append_part_json(std::string& out, const Report& report, const PartResult& part) {
  out += R"({"key":)";
  append_json(out, part.key);
  fmt::format_to(std::back_inserter(out), R"(,"verdict":"{}","decided_by":)", verdict_text(part.verdict));
  append_json(out, Value::of(std::string(part.decided_by)));
  if (!part.reason.empty()) {
    out += R"(,"reason":)";
    append_json(out, Value::of(part.reason));
  }
  if (!part.order.empty())
    fmt::format_to(std::back_inserter(out), R"(,"order":[{}])", fmt::join(part.order, ","));
  if (!part.core.empty()) {
    out += R"(,"core":[)";
    for (std::size_t i = 0; i < part.core.size(); ++i) {
      if (i > 0) out += ',';
      append_operation_json(out, report.history, part.core[i]);
    }
    fmt::format_to(std::back_inserter(out), R"(],"core_is_sufficient":{},"core_is_minimal":{})",
                   part.is_core_sufficient, part.is_core_minimal);
    if (part.core_until != kNever)
      fmt::format_to(std::back_inserter(out), R"(,"core_until_event":{})", part.core_until);
  }
  out += '}';
}

void append_operation_edn(std::string& out, const History& history, const Operation& operation) {
  fmt::format_to(std::back_inserter(out), "{{:process {}, :type :{}, :f :{}, :value ",
                 history.process_text(operation), type_of(operation), history.f_name(operation));
  append_edn(out, value_of_completion(operation));
  out += '}';
}

// The map is left open.
void append_part_edn(std::string& out, const Report& report, const PartResult& part) {
  out += "{:valid? ";
  out += part.verdict == Verdict::Linearizable ? "true"
         : part.verdict == Verdict::Unknown    ? ":unknown"
                                               : "false";
  out += ", :analyzer :pawl, :algorithm ";
  append_edn(out, Value::of(std::string(part.decided_by)));
  if (part.verdict == Verdict::NotLinearizable && !part.core.empty()) {
    const std::uint32_t last = *std::ranges::max_element(
        part.core, {}, [&](std::uint32_t index) { return report.history.operations[index].ret; });
    out += ", :op ";
    append_operation_edn(out, report.history, report.history.operations[last]);
    out += ", :core [";
    for (std::size_t i = 0; i < part.core.size(); ++i) {
      if (i > 0) out += ' ';
      append_operation_edn(out, report.history, report.history.operations[part.core[i]]);
    }
    out += ']';
  }
  if (part.verdict != Verdict::Linearizable) {
    out += part.verdict == Verdict::Unknown ? ", :cause " : ", :reason ";
    append_edn(out, Value::of(part.reason));
  }
  out += ", :configs (), :final-paths ()";
}

// `up to line 12`, which is the end of an operation.
std::string moment_of_core(const History& history, const PartResult& part) {
  if (part.core_until == kNever) return "to the end of the history";
  const auto last = std::ranges::find(history.operations, part.core_until, &Operation::ret);
  if (last == history.operations.end() || last->ret_line == 0)
    return fmt::format("up to event {}", part.core_until);
  return fmt::format("up to line {}", last->ret_line);
}

std::string claim_of_core(const History& history, const PartResult& part) {
  if (!part.is_core_sufficient) return "These operations have a part in it:\n";
  return fmt::format(
      "From the beginning {} these operations contradict each other, whatever the others did: of every other "
      "one that\n"
      "began by then it is left open when it took effect, whether it did, and what it answered. (Those that "
      "failed\n"
      "took no effect, by definition.) {}:\n",
      moment_of_core(history, part),
      part.is_core_minimal ? "If any one of these is left open as well, there is an order"
                           : "It was not shown that all of these are needed");
}

std::string verdict_and_core(const Report& report) {
  const Result& result = report.result;
  std::string out = fmt::format("{}: {} of {}, {}, {}\n", verdict_text(result),
                                count_of(result.operation_count, "operation"), result.model,
                                count_of(result.object_count, "object"), procedures_of(result));
  if (result.levels) out += levels_text(*result.levels);
  if (result.verdict == Verdict::Linearizable) return out;
  const PartResult* part = first_of(result, result.verdict);
  if (part && !part->key.is_nil()) out += fmt::format("key {}\n", to_edn(part->key));
  const bool has_contradictions = result.levels && !result.levels->found.empty();
  out += has_contradictions ? contradictions_text(*result.levels) : fmt::format("{}\n", result.reason);
  if (!part || part->core.empty()) return out;
  out += claim_of_core(report.history, *part);
  std::vector<std::uint32_t> shown = part->core;
  std::ranges::sort(shown);
  const std::size_t hidden = shown.size() > kCoreShown ? shown.size() - kCoreShown : 0;
  if (hidden > 0) shown.erase(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(hidden));
  if (hidden > 0) out += fmt::format("  ({} earlier ones are left out here; --json has all)\n", hidden);
  return out + diagram(report.history, shown);
}

std::string report_text(const Report& report) {
  std::string out = verdict_and_core(report);
  for (const std::string& note : report.notes) out += note + '\n';
  return out;
}

std::string report_json(const Report& report) {
  const Result& result = report.result;
  std::string out = fmt::format(R"({{"verdict":"{}","model":)", verdict_text(result));
  append_json(out, Value::of(result.model));
  fmt::format_to(std::back_inserter(out), R"(,"operations":{},"objects":{},"configurations":{})",
                 result.operation_count, result.object_count, configurations_of(result));
  if (result.levels) append_levels_json(out, *result.levels);
  if (!result.reason.empty()) {
    out += R"(,"reason":)";
    append_json(out, Value::of(result.reason));
  }
  if (!result.budget.empty()) fmt::format_to(std::back_inserter(out), R"(,"budget":"{}")", result.budget);
  if (!report.notes.empty()) {
    out += R"(,"notes":)";
    append_json(out, list_of(report.notes));
  }
  out += R"(,"parts":[)";
  std::size_t shown = 0;
  for (const PartResult& part : result.parts) {
    const bool is_notable = part.verdict == result.verdict && part.verdict != Verdict::Linearizable;
    if (shown >= kPartsShown && !is_notable) continue;
    if (shown++ > 0) out += ',';
    append_part_json(out, report, part);
  }
  return out + "]}\n";
}

void append_notes_edn(std::string& out, const Report& report) {
  if (report.notes.empty()) return;
  out += ", :notes ";
  append_edn(out, list_of(report.notes));
}

std::string report_edn(const Report& report) {
  const Result& result = report.result;
  std::string out;
  if (result.parts.size() == 1 && result.parts.front().key.is_nil()) {
    append_part_edn(out, report, result.parts.front());
    append_notes_edn(out, report);
    return out + "}\n";
  }
  out += "{:valid? ";
  out += result.verdict == Verdict::Linearizable ? "true"
         : result.verdict == Verdict::Unknown    ? ":unknown"
                                                 : "false";
  out += ", :results {";
  bool is_first = true;
  for (const PartResult& part : result.parts) {
    if (!is_first) out += ", ";
    is_first = false;
    append_edn(out, part.key);
    out += ' ';
    append_part_edn(out, report, part);
    out += '}';
  }
  out += "}, :failures [";
  is_first = true;
  for (const PartResult& part : result.parts) {
    if (part.verdict != Verdict::NotLinearizable) continue;
    if (!is_first) out += ' ';
    is_first = false;
    append_edn(out, part.key);
  }
  out += ']';
  append_notes_edn(out, report);
  return out + "}\n";
}

}  // namespace

std::string report(const Report& report, Output output) {
  switch (output) {
    case Output::Json: return report_json(report);
    case Output::Edn: return report_edn(report);
    case Output::Text: break;
  }
  return report_text(report);
}

std::string diagram(const History& history, const std::vector<std::uint32_t>& operations) {
  std::vector<EventNumber> columns;
  std::size_t label_width = 0;
  std::vector<std::string> labels;
  for (const std::uint32_t index : operations) {
    const Operation& operation = history.operations[index];
    columns.push_back(operation.call);
    if (operation.ret != kNever) columns.push_back(operation.ret);
    labels.push_back(describe(history, operation));
    label_width = std::max(label_width, labels.back().size());
  }
  std::ranges::sort(columns);
  const auto column_of = [&](EventNumber number) {
    return static_cast<std::size_t>(std::ranges::lower_bound(columns, number) - columns.begin()) * 2;
  };
  std::string out;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Operation& operation = history.operations[operations[i]];
    const std::size_t begin = column_of(operation.call);
    const bool is_open = operation.ret == kNever;
    const std::size_t end = is_open ? columns.size() * 2 : column_of(operation.ret);
    std::string row(columns.size() * 2 + 1, ' ');
    std::fill(row.begin() + static_cast<std::ptrdiff_t>(begin),
              row.begin() + static_cast<std::ptrdiff_t>(end), '-');
    row[begin] = '|';
    row[end] = is_open ? '>' : '|';
    fmt::format_to(std::back_inserter(out), "  {:<{}}  {}\n", labels[i], label_width, row);
  }
  return out;
}

}  // namespace pawl::checker
