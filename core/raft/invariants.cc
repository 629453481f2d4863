#include "core/raft/invariants.h"

#include "core/raft/quorum.h"

namespace pawl::raft {

namespace {

using Fact = std::optional<std::string_view>;

Fact broken_order(const Status& now) {
  if (now.base.index > now.durable) return "The base of the log is durable.";
  if (now.durable > now.last) return "What is durable is in the log.";
  if (now.base.index > now.commit) return "Only committed entries are compacted.";
  if (now.commit > now.last) return "What is committed is in the log.";
  return std::nullopt;
}

Fact broken_terms(const Raft& raft, const Status& now) {
  const std::optional<Term> last = raft.term_at(now.last);
  if (!last || !raft.term_at(now.commit)) return "The terms of the last and the committed entry are known.";
  if (*last > now.term) return "No entry is of a later term than the node.";
  if (now.last > now.base.index && *raft.term_at(now.last.previous()) > *last)
    return "Terms never decrease along the log.";
  return std::nullopt;
}

Fact broken_role(const Raft& raft, const Status& now) {
  const NodeId self = raft.options().self;
  switch (now.role) {
    case Role::Follower:
      if (now.leader == self) return "A follower does not follow itself.";
      break;
    case Role::PreCandidate:
      if (now.leader != kNobody) return "Who campaigns knows no leader.";
      break;
    case Role::Candidate:
      if (now.leader != kNobody) return "Who campaigns knows no leader.";
      if (now.voted_for != self) return "A candidate voted for itself.";
      break;
    case Role::Leader:
      if (now.leader != self) return "A leader knows that it leads.";
      if (now.voted_for != self) return "A leader voted for itself.";
      if (now.election_at != kNever) return "A leader does not wait for an election.";
      if (raft.term_at(now.last) != now.term) return "A leader's log ends with an entry of its own term.";
      break;
  }
  if (now.role != Role::Leader && now.election_at == kNever && raft.options().members.is_voter(self))
    return "A voter that does not lead will campaign one day.";
  return std::nullopt;
}

Fact broken_progress(const Raft& raft, const Status& now) {
  for (const Progress& it : raft.followers()) {
    if (it.match() >= it.next()) return "What matches need not be sent again.";
    if (it.match() > now.last) return "Nobody matches what the leader does not have.";
    if (it.next() > now.last.next()) return "Nothing was sent that the leader does not have.";
    if (it.next() <= now.base.index) return "A leader still has what it will send next.";
    if (it.read_acked > it.read_sent) return "Nobody confirms a read barrier that was not sent.";
  }
  return std::nullopt;
}

/// Raft thesis 3.6.2: whatever a leader committed in its own term, a quorum holds durably.
Fact broken_commitment(const Raft& raft, const Status& now) {
  if (now.role != Role::Leader || raft.term_at(now.commit) != now.term) return std::nullopt;
  const std::uint64_t held = committed_position(raft.options().members, [&](NodeId node) {
    if (node == raft.options().self) return now.durable.value;
    for (const Progress& it : raft.followers())
      if (it.node() == node) return it.match().value;
    return std::uint64_t{0};
  });
  if (held < now.commit.value) return "A quorum holds durably what the leader committed in its term.";
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> broken_invariant(const Raft& raft) {
  const Status now = raft.status();
  if (const Fact fact = broken_order(now)) return fact;
  if (const Fact fact = broken_terms(raft, now)) return fact;
  if (const Fact fact = broken_role(raft, now)) return fact;
  if (const Fact fact = broken_progress(raft, now)) return fact;
  return broken_commitment(raft, now);
}

std::optional<std::string_view> broken_transition(const Status& before, const Status& after) {
  if (after.term < before.term) return "The term never goes back.";
  if (after.commit < before.commit) return "The commit index never goes back.";
  if (after.base.index < before.base.index) return "The base of the log never goes back.";
  if (after.last < before.commit) return "Committed entries are never removed.";
  if (after.term > before.term) return std::nullopt;
  if (before.voted_for != kNobody && after.voted_for != before.voted_for)
    return "A vote is given once in a term.";
  if (before.leader != kNobody && after.leader != kNobody && after.leader != before.leader)
    return "A term has one leader.";
  if (before.role == Role::Leader && after.role == Role::Leader && after.last < before.last)
    return "A leader only appends to its log.";
  if (after.role == Role::Leader && before.role != Role::Leader && before.role != Role::Candidate)
    return "Only a candidate becomes the leader of its term.";
  return std::nullopt;
}

}  // namespace pawl::raft
