// Elections (Raft thesis 3.4, 3.6.1), rehearsed by a pre-vote (9.6), refused where a leader is heard (4.2.3).

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/limits.h"
#include "core/base/marks.h"
#include "core/raft/raft.h"

namespace pawl::raft {

namespace {

/// Into how many steps a choice divides the span that it spreads elections over.
constexpr std::uint64_t kJitterSteps = 256;

/// A share of `span`, by choice, in [0, span).
Duration jitter(const char* label, Duration span, Choices& choices) {
  const auto step = static_cast<std::int64_t>(choices.choose(label, kJitterSteps));
  return nanoseconds(span.ns / static_cast<std::int64_t>(kJitterSteps) * step);
}

Ballot ballot(bool granted) { return granted ? Ballot::Granted : Ballot::Refused; }

}  // namespace

void Raft::restart_election_timer(Choices& choices) {
  patience_ = options_.election_timeout + jitter("election-jitter", options_.election_timeout, choices);
  postpone_election();
}

void Raft::hasten_election(Choices& choices) {
  // Every follower learns at the same moment that its leader is gone. Whoever rehearses alone wins at the
  // first try, so they spread out, over a span that is long beside a vote and short beside a timeout.
  const Instant soon = now_ + jitter("hasten-jitter", options_.heartbeat_interval, choices);
  PAWL_SOMETIMES("raft.election-is-hastened", election_at_ != kNever && soon < election_at_);
  if (election_at_ != kNever) election_at_ = std::min(election_at_, soon);
}

void Raft::postpone_election() {
  // Who has no vote must not campaign either.
  election_at_ = options_.members.is_voter(options_.self) ? now_ + patience_ : kNever;
}

bool Raft::hears_a_leader() const {
  // A leader hears from a quorum, or it would have stepped down.
  if (std::holds_alternative<Leader>(role_)) return true;
  const auto* follower = std::get_if<Follower>(&role_);
  if (follower == nullptr || follower->leader == kNobody) return false;
  return now_ < follower->heard_at + options_.election_timeout;
}

void Raft::begin_pre_vote(Choices& choices) {
  if (!can_lead_again()) return restart_election_timer(choices);
  PAWL_SOMETIMES("raft.pre-vote-begins");
  PAWL_SOMETIMES("raft.pre-vote-had-no-result", std::holds_alternative<PreCandidate>(role_));
  PAWL_SOMETIMES("raft.vote-had-no-result", std::holds_alternative<Candidate>(role_));
  restart_election_timer(choices);
  PreCandidate role;
  // A rehearsal promises nothing, so this node's own answer need not be durable.
  role.ballots.cast(options_.self, Ballot::Granted);
  become(std::move(role));
  ask_for_votes(
      {.term = hard_.term.next(), .round = Round::PreVote, .urgency = Urgency::Patient, .last = log_.last()});
  count_pre_votes(choices);
}

/// Whether there is another term, and an index for its first entry.
bool Raft::can_lead_again() const {
  return hard_.term.value < kNumberMax && log_.last_index().value < kNumberMax;
}

void Raft::begin_vote(Urgency urgency, Choices& choices) {
  if (!can_lead_again()) return;
  PAWL_SOMETIMES("raft.vote-begins-after-pre-vote", urgency == Urgency::Patient);
  PAWL_SOMETIMES("raft.vote-begins-by-hand-over", urgency == Urgency::LeadershipTransfer);
  set_term(hard_.term.next(), options_.self);
  become(Candidate{});
  restart_election_timer(choices);
  // The requests wait in the outbox until term and vote are durable; the own vote counts from then on.
  ask_for_votes({.term = hard_.term, .round = Round::Vote, .urgency = urgency, .last = log_.last()});
}

void Raft::ask_for_votes(const VoteRequest& request) {
  for (const NodeId member : members_)
    if (member != options_.self) send(member, request);
}

void Raft::on(NodeId from, const VoteRequest& request, Choices&) {
  const bool may_disturb = request.urgency == Urgency::LeadershipTransfer || !hears_a_leader();
  // Raft thesis 3.6.1: a log that lacks committed entries cannot win, because a quorum holds them.
  const bool is_up_to_date = request.last >= log_.last();
  if (request.round == Round::PreVote) {
    const bool granted = request.term > hard_.term && may_disturb && is_up_to_date;
    PAWL_SOMETIMES("raft.pre-vote-granted", granted);
    PAWL_SOMETIMES("raft.pre-vote-refused-while-leader-is-heard", !may_disturb);
    PAWL_SOMETIMES("raft.pre-vote-refused-for-its-log", !is_up_to_date);
    PAWL_SOMETIMES("raft.pre-vote-refused-for-its-term", request.term == hard_.term);
    output_.events.push_back(
        VoteCast{.round = Round::PreVote, .candidate = from, .term = request.term, .granted = granted});
    send(from,
         VoteReply{.term = granted ? request.term : hard_.term, .round = Round::PreVote, .granted = granted});
    return;
  }
  PAWL_CHECK(request.term == hard_.term);
  const bool has_vote_left = hard_.voted_for == kNobody || hard_.voted_for == from;
  const bool granted = has_vote_left && may_disturb && is_up_to_date;
  PAWL_SOMETIMES("raft.vote-refused-it-is-given-away", !has_vote_left);
  PAWL_SOMETIMES("raft.vote-refused-for-its-log", has_vote_left && !is_up_to_date);
  PAWL_SOMETIMES("raft.vote-refused-while-leader-is-heard", has_vote_left && is_up_to_date && !may_disturb);
  if (granted) {
    PAWL_SOMETIMES("raft.vote-granted", hard_.voted_for != from);
    PAWL_SOMETIMES("raft.vote-granted-again", hard_.voted_for == from);
    if (hard_.voted_for != from) {
      hard_.voted_for = from;
      hard_changed_ = true;
    }
    postpone_election();
  }
  output_.events.push_back(
      VoteCast{.round = Round::Vote, .candidate = from, .term = request.term, .granted = granted});
  send(from, VoteReply{.term = hard_.term, .round = Round::Vote, .granted = granted});
}

void Raft::on(NodeId from, const VoteReply& reply, Choices& choices) {
  if (reply.round == Round::PreVote) {
    auto* role = std::get_if<PreCandidate>(&role_);
    if (role == nullptr) {
      PAWL_SOMETIMES("raft.pre-vote-grant-comes-late", reply.granted);
      return;
    }
    // A grant names the term that was asked for; one of an earlier rehearsal does not count.
    if (reply.granted && reply.term != hard_.term.next()) {
      PAWL_SOMETIMES("raft.pre-vote-grant-is-of-earlier-rehearsal");
      return;
    }
    role->ballots.cast(from, ballot(reply.granted));
    count_pre_votes(choices);
    return;
  }
  auto* role = std::get_if<Candidate>(&role_);
  if (role == nullptr) {
    PAWL_SOMETIMES("raft.vote-comes-late", reply.granted);
    return;
  }
  PAWL_CHECK(reply.term == hard_.term);
  role->ballots.cast(from, ballot(reply.granted));
  count_votes();
}

void Raft::on(NodeId from, const CampaignNow& order, Choices& choices) {
  PAWL_CHECK(order.term == hard_.term);
  const auto* follower = std::get_if<Follower>(&role_);
  if (follower == nullptr || follower->leader != from) {
    PAWL_SOMETIMES("raft.order-to-campaign-is-ignored");
    return;
  }
  if (!options_.members.is_voter(options_.self)) return;
  begin_vote(Urgency::LeadershipTransfer, choices);
}

void Raft::count_own_vote() {
  auto* role = std::get_if<Candidate>(&role_);
  if (role == nullptr || !hard_is_durable()) {
    PAWL_SOMETIMES("raft.own-vote-waits-until-durable", role != nullptr);
    return;
  }
  PAWL_CHECK(hard_.voted_for == options_.self);
  role->ballots.cast(options_.self, Ballot::Granted);
  count_votes();
}

void Raft::count_pre_votes(Choices& choices) {
  const VoteResult result = result_of(std::get<PreCandidate>(role_).ballots);
  PAWL_SOMETIMES("raft.pre-vote-lost", result == VoteResult::Lost);
  if (result == VoteResult::Won) begin_vote(Urgency::Patient, choices);
  if (result == VoteResult::Lost) become(Follower{});
}

void Raft::count_votes() {
  const VoteResult result = result_of(std::get<Candidate>(role_).ballots);
  PAWL_SOMETIMES("raft.vote-lost", result == VoteResult::Lost);
  if (result == VoteResult::Won) become_leader();
  if (result == VoteResult::Lost) become(Follower{});
}

VoteResult Raft::result_of(const Ballots& ballots) const {
  return vote_result(options_.members, [&](NodeId voter) { return ballots.of(voter); });
}

void Raft::become_leader() {
  // Votes are asked for only when the own one is durable, and a leader may speak at once because of it.
  PAWL_CHECK(hard_is_durable());
  PAWL_CHECK(hard_.voted_for == options_.self);
  PAWL_SOMETIMES("raft.leads");
  PAWL_SOMETIMES("raft.leads-alone", members_.size() == 1);
  PAWL_SOMETIMES("raft.leads-with-uncommitted-entries", commit_ < log_.last_index());
  Leader role;
  for (const NodeId member : members_)
    if (member != options_.self) role.followers.emplace_back(member, log_.last_index(), now_);
  role.no_op = log_.last_index().next();
  become(std::move(role));
  election_at_ = kNever;
  // Raft thesis 6.4: an entry of the own term, because only such an entry commits what earlier terms left.
  append_own(nullptr, 0);
}

}  // namespace pawl::raft
