// A leader's side of replication (Raft thesis 3.5), commitment (3.6.2), read barriers (6.4), leadership
// transfer (3.10), and the watch over its own quorum (6.2).

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/marks.h"
#include "core/raft/raft.h"

namespace pawl::raft {

void Raft::on(NodeId from, const AppendReply& reply) {
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr) {
    PAWL_SOMETIMES("raft.acknowledgement-comes-after-leading");
    return;
  }
  Progress* follower = leader->find(from);
  PAWL_CHECK(follower != nullptr);
  PAWL_SOMETIMES("raft.acknowledgement-is-overtaken", reply.match < follower->match());
  // Nobody can have matched what does not exist, or answered what was not asked.
  PAWL_CHECK(reply.match <= log_.last_index());
  PAWL_CHECK(reply.read <= leader->reads.newest());
  follower->heard_at = now_;
  follower->read_acked = std::max(follower->read_acked, reply.read);
  if (follower->acknowledged(reply.match)) count_matches(*leader);
  confirm_reads(*leader);
}

void Raft::on(NodeId from, const AppendRefusal& refusal) {
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr) {
    PAWL_SOMETIMES("raft.refusal-comes-after-leading");
    return;
  }
  Progress* follower = leader->find(from);
  PAWL_CHECK(follower != nullptr);
  // A refusal disagrees about a place in the log, not about who leads.
  follower->heard_at = now_;
  follower->read_acked = std::max(follower->read_acked, std::min(refusal.read, leader->reads.newest()));
  confirm_reads(*leader);

  const LogIndex refused = refusal.refused.index;
  // A place that this log does not hold was asked about in an earlier term.
  const bool is_asked = refused >= follower->match() && log_.term_at(refused) == refusal.refused.term;
  const bool lacks_log = is_asked && refusal.hint.index < log_.base().index;
  if (lacks_log && !follower->is_behind_log) doubt(*leader, *follower, refusal);
  if (!follower->concerns(refused)) {
    PAWL_SOMETIMES("raft.refusal-is-late");
    return;
  }
  follower->refused(refused, log_.last_not_after(refusal.hint).index, log_.base().index);
  // There is nothing to send to a lost log; the heartbeats tell it who leads.
  if (lacks_log && follower->is_behind_log) follower->request_due = false;
}

/// The follower lacks what every member has held, if the refusal is not a late one. Acknowledgements and a
/// compaction may have overtaken it, so it counts only if it cannot have; else the follower is asked again,
/// with a number that tells the new answer from all earlier ones.
void Raft::doubt(Leader& leader, Progress& follower, const AppendRefusal& refusal) {
  if (!follower.may_be_late(refusal.read, refusal.hint.index)) {
    follower.is_behind_log = true;
    output_.events.push_back(FollowerBehindLog{.follower = follower.node(), .base = log_.base().index});
  } else if (follower.unproven()->newest == leader.reads.newest()) {
    PAWL_SOMETIMES("raft.refusal-may-be-late");
    leader.reads.begin_empty();
  }
}

LogIndex Raft::append_own(std::shared_ptr<const Command> command, std::uint32_t bytes) {
  const LogIndex index = log_.last_index().next();
  log_.append({.term = hard_.term, .index = index, .bytes = bytes, .command = std::move(command)});
  return index;
}

void Raft::count_matches(Leader& leader) {
  const std::uint64_t position = committed_position(options_.members, [&](NodeId node) {
    // The leader is one of the quorum, for what its own disk has.
    return node == options_.self ? log_.durable().value : leader.find(node)->match().value;
  });
  everywhere_ = std::max(everywhere_, held_by_all(leader));
  const LogIndex matched{position};
  PAWL_SOMETIMES("raft.quorum-holds-only-entries-of-earlier-terms",
                 matched > commit_ && log_.term_at(matched) != hard_.term);
  // Raft thesis 3.6.2, figure 3.7: an entry of an earlier term can be on a quorum and still be overwritten.
  // It is committed by the first entry of this term that is.
  if (matched <= commit_ || log_.term_at(matched) != hard_.term) return;
  PAWL_SOMETIMES("raft.commits-before-its-own-disk", log_.durable() < matched);
  PAWL_SOMETIMES("raft.commits-many-entries-at-once", matched > commit_.next());
  PAWL_SOMETIMES("raft.commits-entries-of-earlier-terms", log_.term_at(commit_.next()) != hard_.term);
  advance_commit(matched);
  confirm_reads(leader);
}

LogIndex Raft::held_by_all(const Leader& leader) const {
  LogIndex least = log_.durable();
  for (const Progress& follower : leader.followers) least = std::min(least, follower.match());
  return least;
}

void Raft::confirm_reads(Leader& leader) {
  // Raft thesis 6.4: until an entry of this term is committed, the leader does not know what is.
  PAWL_SOMETIMES("raft.reads-wait-for-the-no-op", leader.reads.has_waiting() && commit_ < leader.no_op);
  if (!leader.reads.has_waiting() || commit_ < leader.no_op) return;
  const std::uint64_t answered = committed_position(options_.members, [&](NodeId node) {
    return node == options_.self ? leader.reads.newest().value : leader.find(node)->read_acked.value;
  });
  leader.reads.confirmed(hard_.term, ReadSeq{answered}, output_.reads);
}

/// The latest instant after which a quorum has answered.
Instant Raft::quorum_heard_at(const Leader& leader) const {
  const std::uint64_t heard_ns = committed_position(options_.members, [&](NodeId node) {
    const Instant heard = node == options_.self ? now_ : leader.find(node)->heard_at;
    return static_cast<std::uint64_t>(std::max<std::int64_t>(heard.ns, 0));
  });
  return {static_cast<std::int64_t>(heard_ns)};
}

void Raft::lead(Choices& choices) {
  auto& leader = std::get<Leader>(role_);
  // Raft thesis 6.2: a leader cut off from its quorum steps down, so that its clients look elsewhere.
  if (now_ >= quorum_heard_at(leader) + options_.election_timeout) {
    PAWL_SOMETIMES("raft.leader-steps-down-without-a-quorum");
    PAWL_SOMETIMES("raft.leader-steps-down-during-hand-over", leader.transfer.has_value());
    output_.events.push_back(QuorumLost{.term = hard_.term});
    become(Follower{});
    restart_election_timer(choices);
    return;
  }
  if (leader.transfer && now_ >= leader.transfer->deadline) {
    PAWL_SOMETIMES("raft.hand-over-is-given-up", !leader.transfer->told);
    PAWL_SOMETIMES("raft.hand-over-is-given-up-though-told", leader.transfer->told);
    leader.transfer.reset();
  }
}

void Raft::transfer_leadership(Instant now) {
  advance_now(now);
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr || leader->transfer || leader->followers.empty()) return;
  const Progress* best = &leader->followers.front();
  for (const Progress& it : leader->followers)
    if (std::pair(it.match(), it.heard_at) > std::pair(best->match(), best->heard_at)) best = &it;
  leader->transfer = Transfer{.target = best->node(), .deadline = now_ + options_.election_timeout};
  PAWL_SOMETIMES("raft.hand-over-begins");
  output_.events.push_back(TransferStarted{.to = best->node(), .term = hard_.term});
}

void Raft::replicate(Leader& leader) {
  for (Progress& follower : leader.followers) replicate_to(leader, follower);
  if (!leader.transfer || leader.transfer->told) return;
  // Raft thesis 3.10: the successor must hold the whole log before it is told to campaign.
  if (leader.find(leader.transfer->target)->match() != log_.last_index()) {
    PAWL_SOMETIMES("raft.hand-over-waits-for-its-successor");
    return;
  }
  PAWL_SOMETIMES("raft.hand-over-is-told");
  leader.transfer->told = true;
  send(leader.transfer->target, CampaignNow{.term = hard_.term});
}

void Raft::replicate_to(const Leader& leader, Progress& follower) {
  while (follower.mode() == Progress::Mode::Replicate && follower.next() <= log_.last_index() &&
         follower.inflight_bytes() < options_.inflight_bytes_max)
    send_entries(leader, follower);
  PAWL_SOMETIMES("raft.flow-control-holds-entries-back",
                 follower.mode() == Progress::Mode::Replicate && follower.next() <= log_.last_index());
  const bool is_silent = now_ >= follower.sent_at + options_.heartbeat_interval;
  PAWL_SOMETIMES("raft.request-goes-out-for-reads-alone",
                 !follower.request_due && !is_silent && follower.read_sent < leader.reads.newest());
  if (follower.request_due || is_silent || follower.read_sent < leader.reads.newest())
    send_append(leader, follower, {});
}

void Raft::send_entries(const Leader& leader, Progress& follower) {
  const std::span<const Entry> rest = log_.range(follower.next(), log_.last_index());
  std::size_t count = 1;
  std::uint64_t bytes = rest.front().bytes;
  while (count < rest.size() && bytes + rest[count].bytes <= options_.append_bytes_max) {
    bytes += rest[count].bytes;
    ++count;
  }
  PAWL_SOMETIMES("raft.request-carries-many-entries", count > 1);
  PAWL_SOMETIMES("raft.request-is-full", count < rest.size());
  PAWL_SOMETIMES("raft.entries-go-out-before-earlier-ones-are-answered", follower.inflight_bytes() > 0);
  const std::span<const Entry> entries = rest.first(count);
  send_append(leader, follower, entries);
  follower.sent(entries.back().index, bytes);
}

void Raft::send_append(const Leader& leader, Progress& follower, std::span<const Entry> entries) {
  const LogIndex previous = follower.next().previous();
  const std::optional<Term> previous_term = log_.term_at(previous);
  PAWL_CHECK(previous_term.has_value());
  follower.asked(previous, leader.reads.newest(), log_.base().index);
  send(follower.node(), AppendRequest{.term = hard_.term,
                                      .previous = {*previous_term, previous},
                                      .entries = {entries.begin(), entries.end()},
                                      .commit = commit_,
                                      .read = leader.reads.newest(),
                                      .everywhere = everywhere_});
  follower.sent_at = now_;
  follower.request_due = false;
  follower.read_sent = leader.reads.newest();
}

Instant Raft::leader_wake_at(const Leader& leader) const {
  if (leader.followers.empty()) return kNever;
  Instant at = quorum_heard_at(leader) + options_.election_timeout;
  if (leader.transfer) at = std::min(at, leader.transfer->deadline);
  for (const Progress& it : leader.followers) at = std::min(at, it.sent_at + options_.heartbeat_interval);
  return at;
}

}  // namespace pawl::raft
