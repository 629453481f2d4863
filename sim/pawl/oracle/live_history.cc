#include "sim/pawl/oracle/live_history.h"

#include <fmt/format.h>

#include "sim/pawl/client/scripts.h"
#include "sim/pawl/oracle/ordinals.h"
#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {
namespace {

/// What a call asks of a sequence, as far as a stream follows it.
struct Asked {
  checker::SequencerOp::Kind kind;
  std::int64_t count = 1;
};

std::optional<Asked> asked_by(const CallRecord& call) {
  using Kind = checker::SequencerOp::Kind;
  const machine::Request* request = call.request();
  if (request == nullptr) {
    const bool is_get = std::holds_alternative<machine::SequenceGet>(std::get<machine::Query>(call.ask));
    return is_get ? std::optional(Asked{.kind = Kind::Read}) : std::nullopt;
  }
  const auto* reserve = std::get_if<machine::SequenceReserve>(&request->operation);
  if (reserve == nullptr) return std::nullopt;
  return Asked{.kind = Kind::Allocate, .count = reserve->count};
}

}  // namespace

LiveHistory::LiveHistory(const Plan& plan, Findings& findings) : findings_(&findings) {
  for (std::uint32_t group = 0; group < plan.clients.size(); ++group) {
    const ClientPlan& clients = plan.clients[group];
    if (clients.script != Script::Next && clients.script != Script::Raw) continue;
    for (std::uint64_t i = 0; i < clients.sequences; ++i) {
      const machine::SequenceParameters parameters = parameters_of(clients.script, i);
      checker::SequencerRules rules;
      rules.grid = {parameters.initial, parameters.increment};
      sequences_.emplace(sequence_name(group, i), Sequence{parameters, checker::SequencerStream(rules)});
    }
  }
}

void LiveHistory::began(std::size_t number, const CallRecord& call) {
  const auto found = sequences_.find(call.name());
  if (found == sequences_.end()) return;
  const std::optional<Asked> asked = asked_by(call);
  if (!asked) return;
  Sequence& sequence = found->second;
  in_flight_[number] = {&sequence, sequence.stream.begin(asked->kind, call.start, asked->count)};
}

void LiveHistory::ended(std::size_t number, const CallRecord& call) {
  const auto found = in_flight_.find(number);
  if (found == in_flight_.end()) return;
  const auto [sequence, ticket] = found->second;
  in_flight_.erase(found);
  checker::SequencerStream& stream = sequence->stream;
  const auto place_of = [&](std::int64_t value) {
    return ordinal(sequence->parameters, value).value_or(checker::kOrdinalMax);
  };
  if (call.is_failed()) return stream.failed(ticket);
  if (!call.is_ok()) return stream.lost(ticket);
  if (const auto* reserved = std::get_if<machine::Reserved>(&**call.outcome))
    stream.allocated(ticket, call.end, place_of(reserved->first), place_of(reserved->last));
  else if (const auto* read = std::get_if<machine::Found>(&**call.outcome))
    stream.read(ticket, call.end, place_of(read->sequence.current));
  else
    return stream.lost(ticket);
  if (stream.decision() && stream.decision()->is_violation())
    findings_->violated(oracle::kHistory, fmt::format("{}: {}", call.name(), stream.decision()->reason));
}

}  // namespace pawl::sim
