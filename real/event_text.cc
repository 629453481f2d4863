#include "real/event_text.h"

#include <fmt/format.h>

#include "core/base/overloaded.h"

namespace pawl::real {
namespace {

std::string role_text(const raft::RoleChanged& change, NodeId self) {
  switch (change.to) {
    case raft::Role::Leader: return fmt::format("leads term {}", change.term.value);
    case raft::Role::PreCandidate:
      return fmt::format("hears no leader of term {}; asks who would vote", change.term.value);
    case raft::Role::Candidate: return fmt::format("campaigns for term {}", change.term.value);
    case raft::Role::Follower:
      if (change.leader == kNobody || change.leader == self) {
        return fmt::format("follows nobody yet in term {}", change.term.value);
      }
      return fmt::format("follows node {} in term {}", change.leader.value, change.term.value);
  }
  return "?";
}

EventLine line_of(const raft::Event& event, NodeId self) {
  return std::visit(
      Overloaded{
          [&](const raft::RoleChanged& it) { return EventLine{LogLevel::Info, role_text(it, self)}; },
          [](const raft::TermAdopted& it) {
            return EventLine{LogLevel::Info,
                             fmt::format("adopts term {} (was in {})", it.to.value, it.from.value)};
          },
          [](const raft::VoteCast& it) {
            return EventLine{
                LogLevel::Info,
                fmt::format("{} node {} {} for term {}", it.granted ? "grants" : "refuses",
                            it.candidate.value, it.round == raft::Round::PreVote ? "a pre-vote" : "the vote",
                            it.term.value)};
          },
          [](const raft::EntriesTruncated& it) {
            return EventLine{LogLevel::Warn,
                             fmt::format("drops its uncommitted entries {} to {}: another leader has "
                                         "others there",
                                         it.from.value, it.last.value)};
          },
          [](const raft::CommitAdvanced& it) {
            return EventLine{LogLevel::Debug, fmt::format("knows entry {} to be committed", it.to.value)};
          },
          [](const raft::QuorumLost& it) {
            return EventLine{
                LogLevel::Warn,
                fmt::format("no longer hears a majority; gives up leading term {}", it.term.value)};
          },
          [](const raft::LeaderGone& it) {
            return EventLine{LogLevel::Info,
                             fmt::format("node {}, which leads term {}, closed its connection: elects soon",
                                         it.leader.value, it.term.value)};
          },
          [](const raft::TransferStarted& it) {
            return EventLine{LogLevel::Info, fmt::format("hands leadership of term {} to node {}",
                                                         it.term.value, it.to.value)};
          },
          [](const raft::FollowerBehindLog& it) {
            return EventLine{LogLevel::Error,
                             fmt::format("cannot bring node {} up to date: it lost entries that it had, and "
                                         "the log here begins after {}",
                                         it.follower.value, it.base.value)};
          },
      },
      event);
}

/// Cheap to tell before any text is made.
bool comes_with_every_request(const node::Event& event) {
  if (std::holds_alternative<node::Applied>(event)) return true;
  const auto* inner = std::get_if<raft::Event>(&event);
  return inner != nullptr && std::holds_alternative<raft::CommitAdvanced>(*inner);
}

}  // namespace

std::optional<EventLine> render(const node::Event& event, NodeId self, LogLevel least) {
  if (least > LogLevel::Debug && comes_with_every_request(event)) return std::nullopt;
  return std::visit(
      Overloaded{
          [&](const raft::Event& it) { return line_of(it, self); },
          [](const node::Applied& it) {
            return EventLine{LogLevel::Debug,
                             fmt::format("applied entry {}: {} requests", it.index.value, it.requests)};
          },
          [](const node::Refused& it) {
            return EventLine{LogLevel::Warn, fmt::format("refused {} requests: too many wait", it.requests)};
          },
      },
      event);
}

}  // namespace pawl::real
