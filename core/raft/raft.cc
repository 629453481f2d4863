#include "core/raft/raft.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/marks.h"
#include "core/base/overloaded.h"

namespace pawl::raft {

namespace {

std::vector<NodeId> members_of(const Configuration& configuration) {
  std::vector<NodeId> members = configuration.voters;
  members.insert(members.end(), configuration.outgoing.begin(), configuration.outgoing.end());
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return members;
}

}  // namespace

Raft::Raft(const Options& options, Boot boot, Instant now, Choices& choices)
    : options_(options),
      members_(members_of(options.members)),
      now_(now),
      hard_(boot.hard),
      log_(boot.base, std::move(boot.log)),
      commit_(boot.applied),
      handed_out_(boot.applied),
      applied_durably_(boot.applied),
      everywhere_(boot.base.index) {
  PAWL_CHECK(!options_.members.voters.empty());
  PAWL_CHECK(options_.self != kNobody);
  PAWL_CHECK(options_.election_timeout > options_.heartbeat_interval);
  PAWL_CHECK(log_.base().index <= commit_);
  PAWL_CHECK(commit_ <= log_.last_index());
  PAWL_CHECK(log_.last().term <= hard_.term);
  PAWL_SOMETIMES("raft.begins-anew", hard_.term == Term{});
  PAWL_SOMETIMES("raft.begins-again-having-voted", hard_.voted_for != kNobody);
  PAWL_SOMETIMES("raft.begins-again-with-a-compacted-log", log_.base().index > LogIndex{});
  PAWL_SOMETIMES("raft.begins-again-with-entries-not-applied", commit_ < log_.last_index());
  restart_election_timer(choices);
}

void Raft::receive(Instant now, NodeId from, const Message& message, Choices& choices) {
  advance_now(now);
  if (from == options_.self || !options_.members.is_voter(from)) return;
  if (!enters_term_of(from, message, choices)) return;
  std::visit(
      Overloaded{[&](const AppendReply& it) { on(from, it); }, [&](const AppendRefusal& it) { on(from, it); },
                 [&](const auto& it) { on(from, it, choices); }},
      message);
}

void Raft::persisted(Instant now, PersistSeq seq, Choices&) {
  advance_now(now);
  persisted_ = std::max(persisted_, seq);
  log_.persisted(seq);
  if (auto* follower = std::get_if<Follower>(&role_)) {
    if (std::min(follower->matched, log_.durable()) > follower->acknowledged) {
      PAWL_SOMETIMES("raft.durable-entries-are-acknowledged");
      follower->owes_reply = true;
    }
  } else if (auto* leader = std::get_if<Leader>(&role_)) {
    count_matches(*leader);
  } else {
    count_own_vote();
  }
}

void Raft::wake(Instant now, Choices& choices) {
  advance_now(now);
  if (std::holds_alternative<Leader>(role_)) return lead(choices);
  if (now_ >= election_at_) begin_pre_vote(choices);
}

void Raft::peer_gone(Instant now, NodeId peer, Choices& choices) {
  advance_now(now);
  const auto* follower = std::get_if<Follower>(&role_);
  if (follower == nullptr || follower->leader != peer) {
    PAWL_SOMETIMES("raft.connection-of-another-than-the-leader-ends");
    return;
  }
  PAWL_SOMETIMES("raft.connection-of-the-leader-ends");
  output_.events.push_back(LeaderGone{.leader = peer, .term = hard_.term});
  // Hearing no leader, it withholds no vote either. If the leader lives, its next request is followed again.
  become(Follower{});
  hasten_election(choices);
}

std::optional<LogIndex> Raft::propose(Instant now, std::shared_ptr<const Command> command,
                                      std::uint32_t bytes) {
  advance_now(now);
  auto* leader = std::get_if<Leader>(&role_);
  // Raft thesis 3.10: while leadership is handed over, nothing is added that the successor would lack.
  if (leader == nullptr || leader->transfer) {
    PAWL_SOMETIMES("raft.proposal-refused-during-hand-over", leader != nullptr);
    return std::nullopt;
  }
  return append_own(std::move(command), bytes);
}

std::optional<ReadTicket> Raft::begin_read(Instant now) {
  advance_now(now);
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr) return std::nullopt;
  // Raft thesis 6.4, step 1: before the no-op is committed, the commit index may lie behind what an earlier
  // leader committed. All of that lies before the no-op.
  PAWL_SOMETIMES("raft.read-must-see-the-no-op", commit_ < leader->no_op);
  const ReadSeq seq = leader->reads.begin(std::max(commit_, leader->no_op));
  confirm_reads(*leader);
  return ReadTicket{hard_.term, seq};
}

void Raft::applied_durably(LogIndex index) {
  PAWL_CHECK(index <= commit_);
  applied_durably_ = std::max(applied_durably_, index);
}

Status Raft::status() const {
  const auto* leading = std::get_if<Leader>(&role_);
  return {.role = role(),
          .term = hard_.term,
          .voted_for = hard_.voted_for,
          .leader = leader(),
          .last = log_.last_index(),
          .durable = log_.durable(),
          .commit = commit_,
          .base = log_.base(),
          .election_at = election_at_,
          .is_handing_over = leading != nullptr && leading->transfer.has_value()};
}

std::optional<Term> Raft::term_at(LogIndex index) const { return log_.term_at(index); }

const Entry* Raft::entry_at(LogIndex index) const { return log_.at(index); }

std::span<const Progress> Raft::followers() const {
  if (const auto* leader = std::get_if<Leader>(&role_)) return leader->followers;
  return {};
}

View Raft::view() const {
  PAWL_CHECK(!hard_changed_);
  PAWL_CHECK(handed_out_ == commit_);
  return {.now = now_,
          .hard = hard_,
          .hard_seq = hard_seq_,
          .persisted = persisted_,
          .log = &log_,
          .commit = commit_,
          .applied_durably = applied_durably_,
          .everywhere = everywhere_,
          .role = &role_,
          .patience = patience_,
          .election_at = election_at_,
          .outbox = outbox_};
}

/// Raft thesis 3.3: a higher term makes any node a follower of that term; a lower one is refused, so that its
/// sender learns of ours. Pre-votes speak of a term that nobody has adopted yet and change nothing.
bool Raft::enters_term_of(NodeId from, const Message& message, Choices& choices) {
  const Term term = term_of(message);
  if (const auto* reply = std::get_if<VoteReply>(&message)) {
    const bool tells_of_newer_term = !reply->granted && term > hard_.term;
    if (reply->round == Round::PreVote && !tells_of_newer_term) return true;
    PAWL_SOMETIMES("raft.refused-pre-vote-tells-of-newer-term", reply->round == Round::PreVote);
  }
  if (term == hard_.term) return true;
  if (term < hard_.term) {
    refuse_old_term(from, message);
    return false;
  }
  if (const auto* request = std::get_if<VoteRequest>(&message)) {
    if (request->round == Round::PreVote) return true;
    // Raft thesis 4.2.3: who hears from a leader neither votes nor adopts the term.
    if (request->urgency == Urgency::Patient && hears_a_leader()) {
      PAWL_SOMETIMES("raft.vote-of-newer-term-ignored-while-leader-is-heard");
      return false;
    }
    PAWL_SOMETIMES("raft.hand-over-may-disturb-who-hears-a-leader", hears_a_leader());
  }
  const bool is_from_leader =
      std::holds_alternative<AppendRequest>(message) || std::holds_alternative<CampaignNow>(message);
  adopt_term(term, is_from_leader ? from : kNobody, choices);
  return true;
}

void Raft::refuse_old_term(NodeId from, const Message& message) {
  if (const auto* request = std::get_if<AppendRequest>(&message)) {
    PAWL_SOMETIMES("raft.leader-of-old-term-is-refused");
    send(from, AppendRefusal{.term = hard_.term,
                             .refused = request->previous,
                             .hint = log_.last_not_after(request->previous),
                             .read = {}});
  } else if (const auto* vote = std::get_if<VoteRequest>(&message)) {
    PAWL_SOMETIMES("raft.candidate-of-old-term-is-refused");
    send(from, VoteReply{.term = hard_.term, .round = vote->round, .granted = false});
  } else {
    PAWL_SOMETIMES("raft.answer-of-old-term-is-ignored");
  }
}

void Raft::adopt_term(Term term, NodeId leader, Choices& choices) {
  const bool was_follower = std::holds_alternative<Follower>(role_);
  if (const auto* was_leader = std::get_if<Leader>(&role_)) {
    PAWL_SOMETIMES("raft.leader-is-deposed-by-newer-term");
    PAWL_SOMETIMES("raft.hand-over-ends-with-newer-term", was_leader->transfer.has_value());
    PAWL_SOMETIMES("raft.deposed-leader-has-uncommitted-entries", commit_ < log_.last_index());
    PAWL_SOMETIMES("raft.deposed-leader-has-waiting-reads", was_leader->reads.has_waiting());
  }
  PAWL_SOMETIMES("raft.candidate-gives-way-to-newer-term", std::holds_alternative<Candidate>(role_));
  PAWL_SOMETIMES("raft.term-is-learned-from-its-leader", leader != kNobody);
  set_term(term, kNobody);
  become(Follower{.leader = leader, .heard_at = now_, .answered_at = now_});
  if (!was_follower) restart_election_timer(choices);
}

void Raft::set_term(Term term, NodeId voted_for) {
  PAWL_CHECK(term > hard_.term);
  output_.events.push_back(TermAdopted{.from = hard_.term, .to = term});
  hard_ = {.term = term, .voted_for = voted_for};
  hard_changed_ = true;
  // What was to be said in an older term is worth nothing any more.
  PAWL_SOMETIMES("raft.words-of-an-older-term-are-dropped", !outbox_.empty());
  outbox_.clear();
}

void Raft::become(RoleState next) {
  const Role from = role();
  role_ = std::move(next);
  output_.events.push_back(RoleChanged{.from = from, .to = role(), .term = hard_.term, .leader = leader()});
}

NodeId Raft::leader() const {
  if (const auto* follower = std::get_if<Follower>(&role_)) return follower->leader;
  return std::holds_alternative<Leader>(role_) ? options_.self : kNobody;
}

void Raft::advance_now(Instant now) { now_ = std::max(now_, now); }

void Raft::send(NodeId to, Message message) { outbox_.push_back({to, std::move(message)}); }

}  // namespace pawl::raft
