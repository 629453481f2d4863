// A follower's side of replication (Raft thesis 3.5): believe a leader's entries only where they continue
// what is already equal, and acknowledge only what is durable.

#include <algorithm>

#include "core/base/check.h"
#include "core/base/marks.h"
#include "core/raft/raft.h"

namespace pawl::raft {

void Raft::on(NodeId from, const AppendRequest& request, Choices& choices) {
  PAWL_CHECK(request.term == hard_.term);
  Follower& follower = follow(from, choices);
  everywhere_ = std::max(everywhere_, request.everywhere);
  const bool has_news_of_reads = request.read > follower.read;
  follower.read = std::max(follower.read, request.read);

  // What lies at or below the base is committed, and every leader has it (leader completeness).
  const bool continues_log = request.previous.index < log_.base().index ||
                             log_.term_at(request.previous.index) == request.previous.term;
  PAWL_SOMETIMES("raft.request-begins-below-the-base", request.previous.index < log_.base().index);
  if (!continues_log) return refuse(from, request);

  take_entries(follower, request);
  const LogIndex proven = request.previous.index.plus(request.entries.size());
  follower.matched = std::max(follower.matched, proven);
  PAWL_SOMETIMES("raft.commit-is-clamped-to-what-matches", request.commit > follower.matched);
  PAWL_SOMETIMES("raft.request-proves-less-than-an-earlier-one", proven < follower.matched);
  // The leader may have committed more than it sent; beyond `matched` this log may differ.
  advance_commit(std::min(request.commit, follower.matched));
  // Entries are acknowledged when they are durable (persisted() says so). What asks for no more than a sign
  // of life gets it at once, and so does a leader that heard nothing for long because the disk is slow.
  const bool needs_no_write = request.entries.empty() || proven <= log_.durable();
  const bool is_overdue = now_ >= follower.answered_at + options_.heartbeat_interval;
  PAWL_SOMETIMES("raft.reply-goes-before-the-write-for-reads", !needs_no_write && has_news_of_reads);
  PAWL_SOMETIMES("raft.reply-goes-before-the-write-overdue", !needs_no_write && is_overdue);
  PAWL_SOMETIMES("raft.reply-waits-for-the-write", !needs_no_write && !has_news_of_reads && !is_overdue);
  PAWL_SOMETIMES("raft.entries-are-here-and-durable", !request.entries.empty() && proven <= log_.durable());
  if (needs_no_write || has_news_of_reads || is_overdue) follower.owes_reply = true;
}

Follower& Raft::follow(NodeId leader, Choices& choices) {
  // Election safety (Raft thesis 3.6.3): a term has one leader.
  PAWL_CHECK(!std::holds_alternative<Leader>(role_));
  auto* follower = std::get_if<Follower>(&role_);
  if (follower == nullptr || follower->leader != leader) {
    if (follower != nullptr) PAWL_CHECK(follower->leader == kNobody);
    PAWL_SOMETIMES("raft.voter-hears-its-leader", follower != nullptr && hard_.voted_for == leader);
    PAWL_SOMETIMES("raft.follower-hears-a-leader-it-did-not-vote-for", hard_.voted_for != leader);
    PAWL_SOMETIMES("raft.rehearsal-ends-by-hearing-a-leader", std::holds_alternative<PreCandidate>(role_));
    PAWL_SOMETIMES("raft.candidate-follows-the-winner", std::holds_alternative<Candidate>(role_));
    become(Follower{.leader = leader, .heard_at = now_, .answered_at = now_});
    if (follower == nullptr) restart_election_timer(choices);
    follower = std::get_if<Follower>(&role_);
  }
  follower->heard_at = now_;
  postpone_election();
  return *follower;
}

void Raft::refuse(NodeId from, const AppendRequest& request) {
  const LogPosition previous = request.previous;
  LogPosition bound = previous;
  PAWL_SOMETIMES("raft.request-refused-log-is-too-short", previous.index > log_.last_index());
  PAWL_SOMETIMES("raft.request-refused-entries-differ", previous.index <= log_.last_index());
  if (previous.index <= log_.last_index()) {
    // Committed entries never differ from a leader's.
    PAWL_CHECK(previous.index > commit_);
    bound.index = previous.index.previous();
  }
  send(
      from,
      AppendRefusal{
          .term = hard_.term, .refused = previous, .hint = log_.last_not_after(bound), .read = request.read});
}

void Raft::take_entries(const Follower& follower, const AppendRequest& request) {
  LogPosition before = request.previous;
  for (const Entry& entry : request.entries) {
    PAWL_CHECK(entry.index == before.index.next());
    PAWL_CHECK(entry.term >= before.term);
    PAWL_CHECK(entry.term <= request.term);
    before = {entry.term, entry.index};
    PAWL_SOMETIMES("raft.entry-lies-below-the-base", entry.index <= log_.base().index);
    if (entry.index <= log_.base().index) continue;
    if (entry.index <= log_.last_index()) {
      // A late request repeats entries that are here already, and maybe others after them: only a real
      // conflict removes anything (Raft thesis 3.5).
      PAWL_SOMETIMES("raft.entry-is-here-already", log_.term_at(entry.index) == entry.term);
      if (log_.term_at(entry.index) == entry.term) continue;
      PAWL_SOMETIMES("raft.entries-are-truncated");
      PAWL_CHECK(entry.index > commit_);
      PAWL_CHECK(entry.index > follower.matched);
      output_.events.push_back(EntriesTruncated{.from = entry.index, .last = log_.last_index()});
      log_.truncate_from(entry.index);
    }
    log_.append(entry);
  }
}

void Raft::release_reply() {
  auto* follower = std::get_if<Follower>(&role_);
  if (follower == nullptr || !follower->owes_reply) return;
  follower->owes_reply = false;
  follower->answered_at = now_;
  PAWL_SOMETIMES("raft.reply-says-less-than-matches", log_.durable() < follower->matched);
  follower->acknowledged = std::min(follower->matched, log_.durable());
  output_.send.push_back(
      {follower->leader,
       AppendReply{.term = hard_.term, .match = follower->acknowledged, .read = follower->read}});
}

}  // namespace pawl::raft
