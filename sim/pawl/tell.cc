#include "sim/pawl/tell.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/overloaded.h"
#include "core/node/command.h"
#include "sim/pawl/render.h"

namespace pawl::sim {
namespace {

/// Places in the vocabulary's lists.
enum Kind : std::uint8_t { kHeartbeat, kAcknowledgement, kEntries, kRefusal, kPreVote, kVote, kForward };
enum Value : std::uint8_t {
  kLeader,
  kVotedFor,
  kAcknowledged,
  kLast,
  kDurable,
  kCommit,
  kApplied,
  kState,
  kRequestsWait,
  kValueCount
};

std::string node_name(NodeId node) {
  return node == kNobody ? std::string("nobody") : fmt::format("n{}", node.value);
}

Kind kind_of(const raft::Message& message) {
  const auto of_round = [](raft::Round round) { return round == raft::Round::PreVote ? kPreVote : kVote; };
  return std::visit(
      Overloaded{[&](const raft::VoteRequest& m) { return of_round(m.round); },
                 [&](const raft::VoteReply& m) { return of_round(m.round); },
                 [](const raft::AppendRequest& m) { return m.entries.empty() ? kHeartbeat : kEntries; },
                 [](const raft::AppendReply&) { return kAcknowledgement; },
                 [](const raft::AppendRefusal&) { return kRefusal; },
                 [](const raft::CampaignNow&) { return kVote; }},
      message);
}

Kind kind_of(const node::PeerMessage& message) {
  const auto* raft_message = std::get_if<raft::Message>(&message);
  return raft_message == nullptr ? kForward : kind_of(*raft_message);
}

PlacesTold places_of(const std::vector<raft::Entry>& entries) {
  if (entries.empty()) return {};
  return {entries.front().index.value, entries.back().index.value};
}

PlacesTold places_of(const node::PeerMessage& message) {
  const auto* raft_message = std::get_if<raft::Message>(&message);
  if (raft_message == nullptr) return {};
  if (const auto* append = std::get_if<raft::AppendRequest>(raft_message)) return places_of(append->entries);
  if (const auto* reply = std::get_if<raft::AppendReply>(raft_message))
    return {reply->match.value, reply->match.value};
  return {};
}

/// What the node acknowledges with this step; nothing if it does not.
std::optional<std::string> acknowledged(const Effects<Pawl>& effects) {
  std::optional<std::string> newest;
  for (const Send<Pawl>& sent : effects.send)
    for (const node::PeerMessage& message : sent.message) {
      const auto* raft_message = std::get_if<raft::Message>(&message);
      const auto* reply = raft_message == nullptr ? nullptr : std::get_if<raft::AppendReply>(raft_message);
      if (reply != nullptr) newest = fmt::format("{} to {}", reply->match.value, node_name(node_of(sent.to)));
    }
  return newest;
}

bool changes_log(const Effects<Pawl>& effects) {
  if (!effects.write) return false;
  const raft::LogWrite& write = effects.write->content.log;
  return write.truncate_from || !write.append.empty() || write.compact_to;
}

LogTold log_of(const node::Node& node, const raft::Status& raft) {
  LogTold told;
  for (LogIndex index = raft.base.index.next(); index <= raft.last; index = index.next()) {
    const Term term = node.raft().term_at(index).value_or(Term{0});
    if (told.runs.empty() || told.runs.back().number != term.value)
      told.runs.push_back({index.value, term.value});
  }
  told.last = raft.last.value;
  return told;
}

EntryTold tell_entry(const raft::Entry& entry) {
  EntryTold told{entry.index.value, entry.term.value, {}};
  if (entry.command == nullptr) return told;
  for (const machine::Request& request : entry.command->requests)
    told.requests.push_back(to_text(node::Ask(request)));
  return told;
}

}  // namespace

Vocabulary tell_vocabulary() {
  using enum Tint;
  constexpr auto kPlace = Vocabulary::Meaning::PlaceInLog;
  return {.roles = {{"follower", Sky}, {"pre-candidate", Lilac}, {"candidate", Violet}, {"leader", Green}},
          .kinds = {{"heartbeat", Grey},
                    {"acknowledgement", Sky},
                    {"entries", Blue},
                    {"refusal", Orange},
                    {"pre-vote", Lilac},
                    {"vote", Violet},
                    {"forwarded", Teal}},
          .values = {{"leader"},
                     {"voted for"},
                     {"acknowledged"},
                     {"last", kPlace},
                     {"durable", kPlace},
                     {"commit", kPlace},
                     {"applied", kPlace},
                     {"state"},
                     {"requests waiting"}},
          .epoch = "term"};
}

StepTold tell_step(const PawlNode& node, const Effects<Pawl>& effects, LogPart log) {
  const node::Status& status = node.status();
  StepTold told;
  told.role = static_cast<std::uint8_t>(status.raft.role);
  told.epoch = status.raft.term.value;
  told.values.resize(kValueCount);
  told.values[kLeader] = node_name(status.raft.leader);
  told.values[kVotedFor] = node_name(status.raft.voted_for);
  told.values[kAcknowledged] = acknowledged(effects);
  told.values[kLast] = fmt::format("{}", status.raft.last.value);
  told.values[kDurable] = fmt::format("{}", status.raft.durable.value);
  told.values[kCommit] = fmt::format("{}", status.raft.commit.value);
  told.values[kApplied] = fmt::format("{}", status.applied.value);
  told.values[kState] = fmt::format("{:08x}", status.digest.high >> 32U);
  told.values[kRequestsWait] = fmt::format("{}", status.waiting_requests);
  if (log == LogPart::Whole || changes_log(effects)) told.log = log_of(node.node(), status.raft);
  if (!effects.write) return told;
  const node::Persist& persist = effects.write->content;
  const raft::LogWrite& write = persist.log;
  told.write = {effects.write->number, places_of(write.append), to_text(persist)};
  // What a follower appends was told by its leader.
  if (status.raft.role == raft::Role::Leader)
    for (const raft::Entry& entry : write.append) told.entries.push_back(tell_entry(entry));
  return told;
}

FlightTold tell_flight(const std::vector<node::PeerMessage>& messages) {
  FlightTold told;
  for (const node::PeerMessage& message : messages) {
    told.kind = std::max(told.kind, static_cast<std::uint8_t>(kind_of(message)));
    const PlacesTold places = places_of(message);
    if (places.last > told.places.last) told.places = places;
    told.text += (told.text.empty() ? "" : "; ") + to_text(message);
  }
  return told;
}

std::vector<Story::Call> tell_calls(const Chronicle& chronicle) {
  std::vector<Story::Call> calls;
  calls.reserve(chronicle.calls().size());
  for (const CallRecord& record : chronicle.calls()) {
    Story::Call& call = calls.emplace_back();
    call.process = record.process;
    call.request = to_text(record.ask);
    call.from = record.started;
    if (!record.outcome) continue;
    call.answer = to_text(*record.outcome);
    call.to = record.ended;
    call.end = record.is_ok() ? CallEnd::Done : record.is_failed() ? CallEnd::Refused : CallEnd::Unknown;
  }
  return calls;
}

}  // namespace pawl::sim
