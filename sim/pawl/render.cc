#include "sim/pawl/render.h"

#include <fmt/format.h>

#include <string_view>

#include "core/base/overloaded.h"
#include "core/node/command.h"

namespace pawl::sim {
namespace {

std::string_view word(raft::Role role) {
  switch (role) {
    case raft::Role::Follower: return "follower";
    case raft::Role::PreCandidate: return "pre-candidate";
    case raft::Role::Candidate: return "candidate";
    case raft::Role::Leader: return "leader";
  }
  return "?";
}

std::string_view word(raft::Round round) { return round == raft::Round::PreVote ? "pre-vote" : "vote"; }

std::string place(raft::LogPosition position) {
  return fmt::format("{}@{}", position.index.value, position.term.value);
}

std::string entries_text(const std::vector<raft::Entry>& entries) {
  if (entries.empty()) return "no entries";
  return fmt::format("entries {}@{}..{}@{}", entries.front().index.value, entries.front().term.value,
                     entries.back().index.value, entries.back().term.value);
}

std::string raft_event_text(const raft::Event& event) {
  return std::visit(
      Overloaded{
          [](const raft::RoleChanged& e) {
            return fmt::format("{} -> {} in term {}, leader {}", word(e.from), word(e.to), e.term.value,
                               e.leader.value);
          },
          [](const raft::TermAdopted& e) { return fmt::format("term {} -> {}", e.from.value, e.to.value); },
          [](const raft::VoteCast& e) {
            return fmt::format("{} for node {} in term {}: {}", word(e.round), e.candidate.value,
                               e.term.value, e.granted ? "granted" : "refused");
          },
          [](const raft::EntriesTruncated& e) {
            return fmt::format("removes entries {}..{}", e.from.value, e.last.value);
          },
          [](const raft::CommitAdvanced& e) { return fmt::format("commits up to {}", e.to.value); },
          [](const raft::LeaderGone& e) {
            return fmt::format("hears that leader {} is gone", e.leader.value);
          },
          [](const raft::QuorumLost& e) { return fmt::format("lost its quorum in term {}", e.term.value); },
          [](const raft::TransferStarted& e) {
            return fmt::format("hands term {} over to node {}", e.term.value, e.to.value);
          },
          [](const auto&) { return std::string("another event of Raft"); }},
      event);
}

std::string raft_message_text(const raft::Message& message) {
  return std::visit(
      Overloaded{
          [](const raft::VoteRequest& m) {
            return fmt::format("asks for a {} in term {}, log ends at {}", word(m.round), m.term.value,
                               place(m.last));
          },
          [](const raft::VoteReply& m) {
            return fmt::format("{} {} in term {}", m.granted ? "grants" : "refuses", word(m.round),
                               m.term.value);
          },
          [](const raft::AppendRequest& m) {
            return fmt::format("term {} append after {}: {}, commit {}, read {}", m.term.value,
                               place(m.previous), entries_text(m.entries), m.commit.value, m.read.value);
          },
          [](const raft::AppendReply& m) {
            return fmt::format("term {} matches up to {}, read {}", m.term.value, m.match.value,
                               m.read.value);
          },
          [](const raft::AppendRefusal& m) {
            return fmt::format("term {} refuses after {}, try {}", m.term.value, place(m.refused),
                               place(m.hint));
          },
          [](const raft::CampaignNow& m) { return fmt::format("term {} campaign now", m.term.value); }},
      message);
}

}  // namespace

std::string to_text(const node::Event& event) {
  return std::visit(
      Overloaded{[](const raft::Event& e) { return raft_event_text(e); },
                 [](const node::Applied& e) {
                   return fmt::format("applied {} ({} requests)", e.index.value, e.requests);
                 },
                 [](const node::Refused& e) { return fmt::format("refused {} requests", e.requests); },
                 [](const auto&) { return std::string("another event"); }},
      event);
}

std::string to_text(const node::PeerMessage& message) {
  return std::visit(Overloaded{[](const raft::Message& m) { return raft_message_text(m); },
                               [](const node::ForwardedRequest& m) {
                                 return fmt::format("forwards #{}: {}", m.id, to_text(m.content));
                               },
                               [](const node::ForwardedOutcome& m) {
                                 return fmt::format("answers #{}: {}", m.id, to_text(m.outcome));
                               }},
                    message);
}

std::string to_text(const node::Persist& persist) {
  std::string text = fmt::format("#{}", persist.seq.value);
  if (persist.log.hard)
    text += fmt::format(" term {} vote {}", persist.log.hard->term.value, persist.log.hard->voted_for.value);
  if (persist.log.truncate_from) text += fmt::format(" truncate from {}", persist.log.truncate_from->value);
  if (!persist.log.append.empty()) text += " " + entries_text(persist.log.append);
  if (persist.log.compact_to) text += " compact to " + place(*persist.log.compact_to);
  text += fmt::format(" rows {} applied {}{}", persist.rows.size(), persist.applied.value,
                      persist.must_sync ? "" : " (no sync)");
  return text;
}

std::string to_text(const node::Ask& ask) {
  const auto request_text = [](const machine::Request& request) {
    std::string text = std::visit(
        Overloaded{
            [](const machine::SequenceCreate& o) { return "create " + o.name; },
            [](const machine::SequenceReserve& o) { return fmt::format("reserve {} {}", o.name, o.count); },
            [](const machine::SequenceDelete& o) { return "delete " + o.name; }},
        request.operation);
    return request.key ? text + " key " + *request.key : text;
  };
  const auto query_text = [](const machine::Query& query) {
    return std::visit(Overloaded{[](const machine::SequenceGet& q) { return "get " + q.name; },
                                 [](const machine::SequenceList& q) { return "list " + q.prefix; }},
                      query);
  };
  return std::visit(Overloaded{request_text, query_text}, ask);
}

std::string to_text(const machine::Outcome& outcome) {
  if (!outcome) return fmt::format("{} ({})", name(outcome.error().code), outcome.error().detail);
  return std::visit(
      Overloaded{[](const machine::Created& a) {
                   return fmt::format("created {} as {}", a.sequence.name, a.sequence.incarnation);
                 },
                 [](const machine::Reserved& a) {
                   return fmt::format("reserved {}..{} r{} of {}", a.first, a.last, a.revision,
                                      a.incarnation);
                 },
                 [](const machine::Deleted& a) { return fmt::format("deleted {}", a.incarnation); },
                 [](const machine::Found& a) {
                   return fmt::format("found {} at {} r{} of {}", a.sequence.name, a.sequence.current,
                                      a.sequence.revision, a.sequence.incarnation);
                 },
                 [](const machine::Listed& a) { return fmt::format("listed {}", a.sequences.size()); }},
      *outcome);
}

}  // namespace pawl::sim
