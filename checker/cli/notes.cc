#include "checker/cli/notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "checker/search/judge.h"

namespace pawl::checker {

const PartResult* first_of(const Result& result, Verdict verdict) {
  const auto found = std::ranges::find(result.parts, verdict, &PartResult::verdict);
  return found == result.parts.end() ? nullptr : &*found;
}

namespace {

using Notes = std::vector<std::string>;

// A verdict on operations that never happened says little, and looks like one that says much.
void note_no_success(const History& history, Notes& notes) {
  const auto count = [&](Outcome outcome) {
    return std::ranges::count(history.operations, outcome, &Operation::outcome);
  };
  if (count(Outcome::Ok) > 0) return;
  if (history.operations.empty()) {
    notes.emplace_back("no client did anything: this verdict says nothing");
    return;
  }
  notes.push_back(fmt::format("nothing succeeded: {} operations failed, {} are of unknown outcome",
                              count(Outcome::Fail), count(Outcome::Unknown)));
}

// Two operations of which the order of lines says that one ended before the other began, and :time that they
// overlapped.
std::string overlapping(const History& history, const PartResult& part) {
  for (const std::uint32_t a : part.core) {
    for (const std::uint32_t b : part.core) {
      const Operation& first = history.operations[a];
      const Operation& second = history.operations[b];
      if (!precedes(first, second) || first.ret_ns < second.call_ns) continue;
      return fmt::format("by their :time, {} and {} overlapped. ", describe(history, first),
                         describe(history, second));
    }
  }
  return {};
}

void note_backward_times(const Account& account, std::string_view contradiction, Notes& notes) {
  if (account.backward.count == 0) return;
  notes.push_back(fmt::format(
      "{}:time runs backwards at {} events, by {} ns at most, first in line {}: the order of the lines was "
      "judged; --order time judges by :time",
      contradiction, account.backward.count, account.backward_ns_max, account.backward.first_line));
}

// What a register held before the first write of it, going by the read that returned first. Nothing if a
// write had ended before that read began, or could have been what it saw.
std::optional<Value> first_value(const History& history, const Value& key) {
  const Operation* first_read = nullptr;
  const auto is_of_key = [&](const Operation& it) { return it.key == key; };
  for (const Operation& it : history.operations) {
    const bool is_read = it.f == f::Read || it.f == f::Get;
    if (!is_read || it.outcome != Outcome::Ok || it.result.is_nil() || !is_of_key(it)) continue;
    if (!first_read || it.ret < first_read->ret) first_read = &it;
  }
  if (!first_read) return std::nullopt;
  const Value& value = first_read->result;
  for (const Operation& it : history.operations) {
    const bool changes = it.f != f::Read && it.f != f::Get && it.outcome != Outcome::Fail;
    if (!changes || !is_of_key(it) || it.call > first_read->ret) continue;
    if (it.ret < first_read->call) return std::nullopt;
    const bool writes_it = it.argument == value || (it.argument.list() && it.argument.list()->size() > 0 &&
                                                    it.argument.list()->back() == value);
    if (writes_it) return std::nullopt;
  }
  return value;
}

void note_first_value(const History& history, const PartResult& part, const Result& result,
                      const CheckOptions& options, Notes& notes) {
  constexpr std::string_view kModels[] = {"register", "cas-register", "kv", "counter", "sequencer"};
  if (options.init || std::ranges::find(kModels, result.model) == std::end(kModels)) return;
  const auto value = first_value(history, part.key);
  if (!value || (result.model == "counter" && *value == Value::of(std::int64_t{0}))) return;
  notes.push_back(fmt::format(
      "if the object begins with {0}, say --init {0}: the value was read before any write of it could "
      "have begun",
      to_edn(*value)));
}

// How much of the history is open, and what may help.
void note_undecided(const History& history, const PartResult& part, const Result& result, Notes& notes) {
  std::uint64_t count = 0;
  std::uint64_t unknown_count = 0;
  const bool is_whole = result.object_count <= 1;
  for (const Operation& operation : history.operations) {
    if (!is_whole && operation.key != part.key) continue;
    ++count;
    if (operation.outcome == Outcome::Unknown) ++unknown_count;
  }
  notes.push_back(
      fmt::format("{} of {} objects undecided; this one has {} operations, {} of them of unknown outcome",
                  result.undecided_count, result.object_count, count, unknown_count));
  notes.push_back(fmt::format("what may help: {}, fewer operations of unknown outcome, a shorter history{}",
                              result.budget == "memory" ? "more memory (--memory)" : "more time (--deadline)",
                              is_whole ? ", several keys (each is judged alone)" : ""));
}

}  // namespace

Notes notes_of(const Account& account) {
  std::string all;
  for (const NotJudged& passed : not_judged(account)) {
    all += fmt::format("{}{} {}", all.empty() ? "not judged: " : ", ", passed.count, passed.what);
  }
  Notes notes;
  if (!all.empty()) notes.push_back(std::move(all));
  note_backward_times(account, "", notes);
  return notes;
}

Notes notes_of(const History& history, const Result& result, const CheckOptions& options) {
  Account without_times = history.account;
  without_times.backward = {};
  Notes notes = notes_of(without_times);
  note_no_success(history, notes);
  const PartResult* const part = first_of(result, result.verdict);
  const bool is_refuted = result.verdict == Verdict::NotLinearizable && part != nullptr;
  const bool has_backward = history.account.backward.count > 0;
  note_backward_times(history.account, is_refuted && has_backward ? overlapping(history, *part) : "", notes);
  if (is_refuted) note_first_value(history, *part, result, options, notes);
  if (result.verdict == Verdict::Unknown && part) note_undecided(history, *part, result, notes);
  if (result.verdict != Verdict::Linearizable && history.has_guessed_tuples) {
    notes.emplace_back(
        "values were taken for [key value] tuples of independent objects: if they are none, say --tuples no");
  }
  return notes;
}

}  // namespace pawl::checker
