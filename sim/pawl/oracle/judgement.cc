#include "sim/pawl/oracle/judgement.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "checker/decide/sequencer/sequencer.h"
#include "sim/pawl/client/scripts.h"
#include "sim/pawl/model/model.h"
#include "sim/pawl/oracle/ordinals.h"
#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {
namespace {

/// The calls on one name.
struct NameCalls {
  machine::SequenceParameters parameters;
  bool has_lives = false;
  bool cycles = false;
  /// A key without a time may be forgotten and be new again, which the model alone can tell.
  bool forgets_keys = false;
  machine::RequestLimits limits;
  /// Of a sequence that was there from the beginning.
  std::uint64_t first_revision = 0;
  std::vector<const CallRecord*> calls;
};

/// An allocation that a client knows of.
struct Issued {
  std::uint64_t revision = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t count = 0;
  bool operator==(const Issued&) const = default;
};

std::map<std::string, NameCalls> by_name(const Chronicle& chronicle, const Plan& plan) {
  std::map<std::string, NameCalls> names;
  for (std::uint32_t group = 0; group < plan.clients.size(); ++group) {
    const ClientPlan& clients = plan.clients[group];
    for (std::uint64_t i = 0; i < clients.sequences; ++i)
      names[sequence_name(group, i)] = {.parameters = parameters_of(clients.script, i),
                                        .has_lives = clients.script == Script::Lifecycle,
                                        .cycles = clients.script == Script::Cycling,
                                        .forgets_keys = forgets_keys(clients.script),
                                        .limits = plan.options.request_limits,
                                        .first_revision = 0,
                                        .calls = {}};
  }
  for (const machine::Sequence& sequence : plan.beginning.sequences)
    names[sequence.name].first_revision = sequence.revision;
  names["probe"].limits = plan.options.request_limits;
  for (const CallRecord& call : chronicle.calls())
    if (const auto found = names.find(call.name()); found != names.end())
      found->second.calls.push_back(&call);
  return names;
}

const machine::Reserved* reserved_of(const CallRecord& call) {
  return call.is_ok() ? std::get_if<machine::Reserved>(&**call.outcome) : nullptr;
}

/// One answer for each key, on whatever attempt or repetition.
void judge_keys(const NameCalls& name, Findings& findings, HistoryCounts& counts) {
  std::map<std::string_view, const CallRecord*> first;
  for (const CallRecord* call : name.calls) {
    const machine::Request* request = call->request();
    if (request == nullptr || !request->key || !call->is_ok()) continue;
    const auto [found, is_new] = first.emplace(*request->key, call);
    if (is_new) continue;
    if (found->second->request()->operation != request->operation) continue;  // judged by the script
    ++counts.replays;
    if (!name.forgets_keys && **found->second->outcome != **call->outcome)
      findings.violated(oracle::kKeys,
                        fmt::format("key {} on {} was answered in two ways", *request->key, call->name()));
  }
}

/// The values from `from` exclusive to `to` exclusive that nobody is known to have; -1 if `to` is not ahead.
std::int64_t hidden_between(const machine::SequenceParameters& parameters, std::int64_t from,
                            std::int64_t to) {
  const auto a = ordinal(parameters, from);
  const auto b = ordinal(parameters, to);
  return !a || !b || *b <= *a ? -1 : *b - *a - 1;
}

struct Hidden {
  std::uint64_t calls = 0;
  std::int64_t values = 0;
};

/// One life of one sequence, in the order of its revisions: no repeat, no gap that nobody can have filled.
void judge_life(const std::string& name, const NameCalls& calls, std::vector<Issued>& issued, Hidden hidden,
                Findings& findings) {
  std::sort(issued.begin(), issued.end(),
            [](const Issued& a, const Issued& b) { return a.revision < b.revision; });
  issued.erase(std::unique(issued.begin(), issued.end()), issued.end());
  const auto wrong = [&](const Issued& one, std::string_view what) {
    findings.violated(oracle::kIssued,
                      fmt::format("{}: {}..{} (r{}) {}", name, one.first, one.last, one.revision, what));
  };
  std::uint64_t revision = calls.first_revision;
  std::int64_t last = calls.parameters.initial;
  for (const Issued& one : issued) {
    if (one.revision <= revision) return wrong(one, "stands at a revision that another answer has");
    const std::uint64_t missing = one.revision - revision - 1;
    revision = one.revision;
    if (missing > hidden.calls) return wrong(one, "follows on more changes than anybody asked for");
    hidden.calls -= missing;
    if (calls.cycles) continue;
    const std::int64_t gap = hidden_between(calls.parameters, last, one.first);
    if (gap < 0) return wrong(one, "was handed out again");
    if (missing == 0 && gap != 0) return wrong(one, "follows on a gap");
    if (gap > hidden.values || gap < static_cast<std::int64_t>(missing))
      return wrong(one, "follows on a gap that nobody can have filled");
    hidden.values -= gap;
    last = one.last;
    const auto a = ordinal(calls.parameters, one.first);
    const auto b = ordinal(calls.parameters, one.last);
    if (!a || !b || *b - *a + 1 != one.count) return wrong(one, "is not as many values as were asked for");
  }
}

void judge_issued(const std::string& name, const NameCalls& calls, Findings& findings) {
  std::map<std::uint64_t, std::vector<Issued>> lives;
  Hidden hidden;
  for (const CallRecord* call : calls.calls) {
    if (const machine::Reserved* reserved = reserved_of(*call)) {
      lives[reserved->incarnation].push_back(
          {reserved->revision, reserved->first, reserved->last, reserved->count});
      continue;
    }
    const machine::Request* request = call->request();
    if (request == nullptr || call->is_ok() || call->is_failed()) continue;
    if (!model::is_valid(*request, calls.limits)) continue;
    if (const auto* reserve = std::get_if<machine::SequenceReserve>(&request->operation)) {
      ++hidden.calls;
      hidden.values += reserve->count;
    }
  }
  if (!calls.has_lives && lives.size() > 1)
    findings.violated(oracle::kIssued, fmt::format("{}: lived twice though nobody deleted it", name));
  for (auto& [incarnation, issued] : lives) judge_life(name, calls, issued, hidden, findings);
}

/// What the checker's decision knows of a call; nothing if it says nothing.
std::optional<checker::SequencerOp> operation_of(const NameCalls& name, const CallRecord& call,
                                                 std::int64_t key) {
  using Kind = checker::SequencerOp::Kind;
  const machine::Request* request = call.request();
  if (call.is_failed() || (request != nullptr && !model::is_valid(*request, name.limits)))
    return std::nullopt;
  checker::SequencerOp op;
  op.start = call.start;
  op.end = call.is_ok() ? call.end : checker::kNoEnd;
  op.key = key;
  if (request == nullptr) {
    if (!call.is_ok()) return std::nullopt;
    const auto* found = std::get_if<machine::Found>(&**call.outcome);
    if (found == nullptr) return std::nullopt;
    op.kind = Kind::Read;
    op.last = ordinal(name.parameters, found->sequence.current).value_or(checker::kOrdinalMax);
    op.incarnation = static_cast<std::int64_t>(found->sequence.incarnation);
    return op;
  }
  if (const auto* reserve = std::get_if<machine::SequenceReserve>(&request->operation)) {
    op.kind = Kind::Allocate;
    op.count = reserve->count;
    if (const machine::Reserved* reserved = reserved_of(call)) {
      op.first = ordinal(name.parameters, reserved->first).value_or(checker::kOrdinalMax);
      op.last = ordinal(name.parameters, reserved->last).value_or(checker::kOrdinalMax);
      op.incarnation = static_cast<std::int64_t>(reserved->incarnation);
    }
    return op;
  }
  if (!name.has_lives) return std::nullopt;
  if (std::holds_alternative<machine::SequenceCreate>(request->operation)) {
    op.kind = Kind::Create;
    if (call.is_ok())
      op.incarnation =
          static_cast<std::int64_t>(std::get<machine::Created>(**call.outcome).sequence.incarnation);
  } else {
    op.kind = Kind::Delete;
    if (call.is_ok())
      op.incarnation = static_cast<std::int64_t>(std::get<machine::Deleted>(**call.outcome).incarnation);
  }
  op.key = checker::kNoKey;
  return op;
}

void judge_real_time(const std::string& text, const NameCalls& name, Findings& findings,
                     HistoryCounts& counts) {
  std::vector<checker::SequencerOp> operations;
  operations.reserve(name.calls.size());
  std::map<std::string_view, std::int64_t> keys;
  for (const CallRecord* call : name.calls) {
    std::int64_t key = checker::kNoKey;
    if (const machine::Request* request = call->request(); request != nullptr && request->key)
      key = keys.emplace(*request->key, static_cast<std::int64_t>(keys.size())).first->second;
    if (auto op = operation_of(name, *call, key)) operations.push_back(*op);
  }
  checker::SequencerRules rules;
  rules.life =
      name.has_lives ? checker::SequencerRules::Life::Created : checker::SequencerRules::Life::Eternal;
  rules.grid = {name.parameters.initial, name.parameters.increment};
  const checker::Decision decision = checker::decide_sequencer(operations, rules);
  if (decision.is_violation())
    findings.violated(oracle::kHistory, fmt::format("{}: {}", text, decision.reason));
  if (decision.answer == checker::Answer::Undecided)
    counts.undecided = fmt::format("{}: not decided: {}", text, decision.reason);
}

void count(const CallRecord& call, HistoryCounts& counts) {
  ++counts.calls;
  if (call.is_ok()) {
    ++counts.acknowledged;
    if (call.request() == nullptr) ++counts.reads;
    return;
  }
  if (!call.is_failed()) ++counts.unknown;
  if (!call.outcome) return;
  if (call.outcome->error().code == ErrorCode::KeyExpired) ++counts.expired;
  if (call.outcome->error().code == ErrorCode::Exhausted) ++counts.exhausted;
}

}  // namespace

HistoryCounts judge(const Chronicle& chronicle, const Plan& plan, Findings& findings) {
  HistoryCounts counts;
  for (const CallRecord& call : chronicle.calls()) count(call, counts);
  for (const auto& [text, name] : by_name(chronicle, plan)) {
    judge_keys(name, findings, counts);
    if (!name.forgets_keys) judge_issued(text, name, findings);
    if (!name.cycles && !name.forgets_keys) judge_real_time(text, name, findings, counts);
  }
  return counts;
}

}  // namespace pawl::sim
