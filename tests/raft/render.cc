#include "tests/raft/render.h"

#include <fmt/format.h>

#include "core/base/overloaded.h"

namespace pawl::raft::story {

namespace {

const char* name(Role role) {
  switch (role) {
    case Role::Follower: return "follower";
    case Role::PreCandidate: return "pre-candidate";
    case Role::Candidate: return "candidate";
    case Role::Leader: return "leader";
  }
  return "?";
}

const char* name(Round round) { return round == Round::PreVote ? "pre-vote" : "vote"; }

std::string leader_text(NodeId leader) {
  return leader == kNobody ? "no leader" : fmt::format("leader {}", leader.value);
}

std::string read_text(ReadSeq read) {
  return read == ReadSeq{} ? std::string() : fmt::format(" read {}", read.value);
}

std::string append_text(const AppendRequest& it) {
  std::string text = fmt::format("append term {} after {}", it.term.value, render(it.previous));
  if (!it.entries.empty()) text += fmt::format(" [{}]", render(std::span(it.entries)));
  text += fmt::format(" commit {}", it.commit.value) + read_text(it.read);
  if (it.everywhere != LogIndex{}) text += fmt::format(" everywhere {}", it.everywhere.value);
  return text;
}

}  // namespace

std::string render(LogPosition position) {
  return fmt::format("{}@{}", position.index.value, position.term.value);
}

std::string render(const Entry& entry) {
  return fmt::format("{}@{}:{}", entry.index.value, entry.term.value,
                     entry.command ? entry.command->text : "-");
}

std::string render(std::span<const Entry> entries) {
  std::string text;
  for (const Entry& entry : entries) text += (text.empty() ? "" : " ") + render(entry);
  return text;
}

std::string render(const Message& message) {
  return std::visit(
      Overloaded{
          [](const VoteRequest& it) {
            return fmt::format("{}-request term {} last {}{}", name(it.round), it.term.value, render(it.last),
                               it.urgency == Urgency::LeadershipTransfer ? " urgent" : "");
          },
          [](const VoteReply& it) {
            return fmt::format("{} {} term {}", name(it.round), it.granted ? "granted" : "refused",
                               it.term.value);
          },
          [](const AppendRequest& it) { return append_text(it); },
          [](const AppendReply& it) {
            return fmt::format("match {} term {}{}", it.match.value, it.term.value, read_text(it.read));
          },
          [](const AppendRefusal& it) {
            return fmt::format("refuse {} hint {} term {}{}", render(it.refused), render(it.hint),
                               it.term.value, read_text(it.read));
          },
          [](const CampaignNow& it) { return fmt::format("campaign-now term {}", it.term.value); }},
      message);
}

std::string render(const Event& event) {
  return std::visit(
      Overloaded{
          [](const RoleChanged& it) {
            return fmt::format("{} in term {}, {}", name(it.to), it.term.value, leader_text(it.leader));
          },
          [](const TermAdopted& it) { return fmt::format("enters term {}", it.to.value); },
          [](const VoteCast& it) {
            return fmt::format("{} {} in term {} {}", name(it.round), it.candidate.value, it.term.value,
                               it.granted ? "granted" : "refused");
          },
          [](const EntriesTruncated& it) {
            return fmt::format("removes {}..{}", it.from.value, it.last.value);
          },
          [](const CommitAdvanced& it) { return fmt::format("commits up to {}", it.to.value); },
          [](const LeaderGone& it) { return fmt::format("hears that leader {} is gone", it.leader.value); },
          [](const QuorumLost& it) { return fmt::format("lost its quorum in term {}", it.term.value); },
          [](const TransferStarted& it) { return fmt::format("hands leadership to {}", it.to.value); },
          [](const FollowerBehindLog& it) {
            return fmt::format("cannot serve {}: its log begins after {}", it.follower.value, it.base.value);
          }},
      event);
}

std::string render(const LogWrite& write) {
  std::string text = "writes";
  if (write.hard) {
    text += fmt::format(" term {}", write.hard->term.value);
    if (write.hard->voted_for != kNobody) text += fmt::format(" vote {}", write.hard->voted_for.value);
  }
  if (write.truncate_from) text += fmt::format(" truncate {}", write.truncate_from->value);
  if (!write.append.empty()) text += fmt::format(" [{}]", render(std::span(write.append)));
  if (write.compact_to) text += fmt::format(" compact {}", render(*write.compact_to));
  return text;
}

std::string render(const Status& it) {
  std::string text = fmt::format("{} term {} {}", name(it.role), it.term.value, leader_text(it.leader));
  if (it.voted_for != kNobody) text += fmt::format(" vote {}", it.voted_for.value);
  text += fmt::format(" last {} durable {} commit {}", it.last.value, it.durable.value, it.commit.value);
  if (it.base.index != LogIndex{}) text += fmt::format(" base {}", render(it.base));
  return text;
}

std::string render(const Progress& it) {
  return fmt::format("{}: {} match {} next {} inflight {} bytes", it.node().value,
                     it.mode() == Progress::Mode::Probe ? "probe" : "replicate", it.match().value,
                     it.next().value, it.inflight_bytes());
}

}  // namespace pawl::raft::story
