#include "checker/transactions/anomaly.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace pawl::checker {
namespace {

std::string value_text(const TransactionLog& log, std::uint32_t value) {
  return value == kNoValue ? "the value before all" : to_edn(log.values.value(value));
}

std::string_view plain_name(Anomaly anomaly) {
  switch (anomaly) {
    case Anomaly::UnwrittenValue: return "unwritten value";
    case Anomaly::DuplicateElements: return "duplicate elements";
    case Anomaly::Internal: return "internal";
    case Anomaly::IncompatibleOrder: return "incompatible order";
    case Anomaly::AbortedRead: return "G1a (aborted read)";
    case Anomaly::IntermediateRead: return "G1b (intermediate read)";
    case Anomaly::DirtyUpdate: return "dirty update";
    case Anomaly::NonRepeatableRead: return "non-repeatable read";
    case Anomaly::LostUpdate: return "lost update";
    case Anomaly::WriteCycle: return "G0";
    case Anomaly::InformationCycle: return "G1c";
    case Anomaly::SingleAntiDependency: return "G-single";
    case Anomaly::NonadjacentAntiDependency: return "G-nonadjacent";
    case Anomaly::ItemAntiDependency: return "G2-item";
    case Anomaly::NoOrder: return "no order of writes";
  }
  return "";
}

std::string link_text(const TransactionLog& log, const Link& link) {
  std::string text = fmt::format("T{} -{}-> T{}: ", link.from, dependency_name(link.kind), link.to);
  const auto key = [&] { return to_edn(log.key_value(link.key)); };
  const auto into = std::back_inserter(text);
  switch (link.kind) {
    case Dependency::Write:
      fmt::format_to(into, "T{} wrote {} to key {} before T{} wrote {}", link.from,
                     value_text(log, link.before), key(), link.to, value_text(log, link.after));
      break;
    case Dependency::Read:
      fmt::format_to(into, "T{} wrote {} to key {}, which T{} read", link.from, value_text(log, link.after),
                     key(), link.to);
      break;
    case Dependency::Anti:
      fmt::format_to(into, "T{} read {} of key {} before T{} wrote {}", link.from,
                     value_text(log, link.before), key(), link.to, value_text(log, link.after));
      break;
    case Dependency::Process:
      fmt::format_to(into, "process {} ended T{} before it began T{}",
                     log.names.process_text(log.all[link.from].process), link.from, link.to);
      break;
    case Dependency::Realtime: fmt::format_to(into, "T{} ended before T{} began", link.from, link.to); break;
  }
  if (link.is_by_time && link.evidence.size() == 2) {
    fmt::format_to(into, " (the one before the other, for T{} ended before T{} began)", link.evidence[0],
                   link.evidence[1]);
  }
  return text;
}

std::string pair_text(const TransactionLog& log, const Contradiction& found) {
  const auto& all = found.transactions;
  const std::string key = to_edn(log.key_value(found.key));
  const std::string value = value_text(log, found.value);
  switch (found.anomaly) {
    case Anomaly::UnwrittenValue:
      return fmt::format("T{} read {} of key {}, which nobody wrote", all[0], value, key);
    case Anomaly::DuplicateElements:
      return fmt::format("T{} read a list of key {} that has {} twice", all[0], key, value);
    case Anomaly::Internal:
      if (all.size() > 1)
        return fmt::format("T{} saw the appends of T{} to key {} in another order than they were made, at {}",
                           all[1], all[0], key, value);
      return fmt::format("T{} does not see its own writes to key {} as it made them, at {}", all[0], key,
                         value);
    case Anomaly::IncompatibleOrder:
      return fmt::format("T{} and T{} read key {} as two lists, none of which begins with the other", all[0],
                         all[1], key);
    case Anomaly::AbortedRead:
      return fmt::format("T{} read {} of key {}, written by T{}, which failed", all[1], value, key, all[0]);
    case Anomaly::IntermediateRead:
      return fmt::format("T{} read {} of key {}, which T{} wrote over itself", all[1], value, key, all[0]);
    case Anomaly::DirtyUpdate:
      return fmt::format("T{} appended to key {} behind {}, written by T{}, which failed (T{} read it)",
                         all[1], key, value, all[0], all[2]);
    case Anomaly::NonRepeatableRead:
      return fmt::format("T{} read key {} twice and saw the writes of two transactions", all[0], key);
    case Anomaly::LostUpdate:
      return fmt::format("T{} and T{} both read {} of key {} and wrote it", all[0], all[1], value, key);
    case Anomaly::NoOrder: return "every order in which keys may have taken their values makes a cycle";
    default: return "";
  }
}

}  // namespace

std::string name_of(const Contradiction& found) {
  std::string name(plain_name(found.anomaly));
  bool has_process = false;
  bool has_time = false;
  for (const Link& link : found.cycle) {
    has_process = has_process || link.kind == Dependency::Process;
    has_time = has_time || link.kind == Dependency::Realtime || link.is_by_time;
  }
  if (has_time) return name + "-realtime";
  return has_process ? name + "-process" : name;
}

std::string_view dependency_name(Dependency kind) {
  switch (kind) {
    case Dependency::Write: return "ww";
    case Dependency::Read: return "wr";
    case Dependency::Anti: return "rw";
    case Dependency::Process: return "process";
    case Dependency::Realtime: return "realtime";
  }
  return "";
}

std::string explain(const TransactionLog& log, const Contradiction& found) {
  if (found.cycle.empty()) return fmt::format("{}: {}", name_of(found), pair_text(log, found));
  std::string text = fmt::format("{}, a cycle of {} transactions:", name_of(found), found.cycle.size());
  for (const Link& link : found.cycle) text += "\n  " + link_text(log, link);
  return text;
}

std::string transaction_text(const TransactionLog& log, TxnId txn) {
  const Transaction& each = log.all[txn];
  std::string text = fmt::format("T{} (process {}", txn, log.names.process_text(each.process));
  if (each.ret_line > 0) {
    fmt::format_to(std::back_inserter(text), ", lines {} to {}", each.call_line, each.ret_line);
  } else if (each.call_line > 0) {
    fmt::format_to(std::back_inserter(text), ", line {}", each.call_line);
  }
  if (each.outcome == Outcome::Unknown) text += ", of unknown outcome";
  if (each.outcome == Outcome::Fail) text += ", failed";
  text += ") [";
  bool is_first = true;
  for (const Step& step : log.steps_of(txn)) {
    if (!is_first) text += ' ';
    is_first = false;
    const std::string key = to_edn(log.key_value(step.key));
    switch (step.kind) {
      case StepKind::Read:
        text += fmt::format("[:r {} {}]", key, to_edn(log.values.value(step.value)));
        break;
      case StepKind::ReadAny: text += fmt::format("[:r {} ?]", key); break;
      case StepKind::Write:
        text += fmt::format("[:w {} {}]", key, to_edn(log.values.value(step.value)));
        break;
      case StepKind::Append:
        text += fmt::format("[:append {} {}]", key, to_edn(log.values.value(step.value)));
        break;
      case StepKind::ReadList: {
        std::vector<Value> items;
        for (const std::uint32_t element : log.list(step)) items.push_back(log.values.value(element));
        text += fmt::format("[:r {} {}]", key, to_edn(Value::list(std::move(items))));
        break;
      }
    }
  }
  return text + "]";
}

}  // namespace pawl::checker
