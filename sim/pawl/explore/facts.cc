#include "sim/pawl/explore/facts.h"

#include "core/base/check.h"

namespace pawl::sim::explore {

namespace {

std::uint8_t small(std::uint64_t number) {
  PAWL_CHECK(number <= 0xff);
  return static_cast<std::uint8_t>(number);
}

Slot slot_of(const raft::Entry& entry) { return {small(entry.term.value), number_of(entry)}; }

Slots slots_of(LogIndex base, std::span<const raft::Entry> entries) {
  Slots slots;
  slots.base = small(base.value);
  slots.last = small(base.value + entries.size());
  PAWL_CHECK(slots.last <= kLogMax);
  // By place, not by what an entry says of itself: a hole in a log shall be seen.
  std::size_t index = base.value;
  for (const raft::Entry& it : entries) slots.at[++index] = slot_of(it);
  return slots;
}

/// Later terms tell more than earlier ones; in one term what goes farther into the log.
std::uint64_t worth(std::uint64_t term, std::uint64_t kind, LogIndex first, LogIndex second, ReadSeq read) {
  return term << 48U | kind << 40U | first.value << 24U | second.value << 8U | read.value;
}

struct Weigh {
  std::uint64_t operator()(const raft::VoteRequest& it) const {
    return worth(it.term.value, it.round == raft::Round::Vote ? 2 : 1, it.last.index, {}, {});
  }
  std::uint64_t operator()(const raft::VoteReply& it) const {
    return worth(it.term.value, it.round == raft::Round::Vote ? 2 : 1, LogIndex{it.granted ? 1U : 0U}, {},
                 {});
  }
  std::uint64_t operator()(const raft::AppendRequest& it) const {
    return worth(it.term.value, 3, it.previous.index.plus(it.entries.size()), it.commit, it.read) << 1U |
           (it.entries.empty() ? 0U : 1U);
  }
  std::uint64_t operator()(const raft::AppendReply& it) const {
    return worth(it.term.value, 4, it.match, {}, it.read);
  }
  std::uint64_t operator()(const raft::AppendRefusal& it) const {
    return worth(it.term.value, 3, it.refused.index, it.hint.index, it.read);
  }
  std::uint64_t operator()(const raft::CampaignNow& it) const { return worth(it.term.value, 5, {}, {}, {}); }
};

}  // namespace

NodeFacts facts_of(const Node& node) {
  const raft::View view = node.raft().view();
  NodeFacts facts;
  facts.role = static_cast<raft::Role>(view.role->index());
  facts.self = small(node.raft().options().self.value);
  facts.term = small(view.hard.term.value);
  facts.durable_term = small(node.disk().hard.term.value);
  facts.commit = small(view.commit.value);
  facts.unsynced = small(node.unsynced());
  if (const auto* follower = std::get_if<raft::Follower>(view.role))
    facts.hears_leader = follower->leader != kNobody &&
                         node.now() < follower->heard_at + node.raft().options().election_timeout;
  if (const auto* leader = std::get_if<raft::Leader>(view.role))
    facts.is_handing_over = leader->transfer.has_value();
  const LogIndex base = view.log->base().index;
  facts.log = slots_of(base, view.log->range(base.next(), view.log->last_index()));
  facts.disk = slots_of(node.disk().base.index, node.disk().log);
  return facts;
}

MessageFacts facts_of(const Envelope& envelope) {
  MessageFacts facts;
  facts.from = small(envelope.from.value);
  facts.to = small(envelope.to.value);
  facts.kind = static_cast<Kind>(envelope.message.index());
  facts.term = small(raft::term_of(envelope.message).value);
  facts.worth = std::visit(Weigh{}, envelope.message);
  if (const auto* request = std::get_if<raft::VoteRequest>(&envelope.message))
    facts.is_pre_vote = request->round == raft::Round::PreVote;
  if (const auto* reply = std::get_if<raft::VoteReply>(&envelope.message)) {
    facts.is_pre_vote = reply->round == raft::Round::PreVote;
    facts.is_granted = reply->granted;
  }
  return facts;
}

bool is_dead(const MessageFacts& message, const NodeFacts& receiver, bool answers_old_terms) {
  const bool is_old = message.term < receiver.durable_term;
  const bool is_of_this_term = message.term == receiver.durable_term && message.term == receiver.term;
  switch (message.kind) {
    case Kind::VoteRequest: return is_old && !answers_old_terms;
    case Kind::AppendRequest: return is_old && !answers_old_terms;
    case Kind::VoteReply:
      // A granted rehearsal names the term after the asker's; a refused one of an old term still counts.
      if (message.is_pre_vote) return message.is_granted && message.term <= receiver.durable_term;
      return is_old || (is_of_this_term && receiver.role != raft::Role::Candidate);
    case Kind::AppendReply:
    case Kind::AppendRefusal:
      // Who leads a term no more never leads it again.
      return is_old || (is_of_this_term && receiver.role != raft::Role::Leader &&
                        receiver.role != raft::Role::Candidate);
    case Kind::CampaignNow: return is_old;
  }
  return false;
}

}  // namespace pawl::sim::explore
