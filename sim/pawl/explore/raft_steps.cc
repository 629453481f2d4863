// What happens in the small world when one of its actions is taken.

#include <algorithm>

#include "core/base/check.h"
#include "sim/pawl/explore/action.h"
#include "sim/pawl/explore/raft_world.h"

namespace pawl::sim::explore {

bool RaftWorld::apply(Action action) {
  const Doing doing = unpacked(action);
  const std::uint8_t name = doing.node;
  switch (doing.deed) {
    case Deed::Deliver: return deliver(doing.argument, false);
    case Deed::DeliverAndKeep: --left_.duplicates; return deliver(doing.argument, true);
    case Deed::Sync: return act(name, {Act::Sync});
    case Deed::Beat: --left_.beats; return act(name, {Act::Beat});
    case Deed::Silence:
      if (facts(name).role == raft::Role::Leader) --left_.silences;
      return act(name, {Act::Silence});
    case Deed::Campaign: return act(name, {Act::Campaign});
    case Deed::Crash: --left_.crashes; return act(name, {Act::Crash});
    case Deed::Propose: {
      const std::uint8_t command =
          static_cast<std::uint8_t>(universe_->bounds().proposals - left_.proposals + 1);
      --left_.proposals;
      return act(name, {Act::Propose, command});
    }
    case Deed::Read: --left_.reads; return act(name, {Act::Read});
    case Deed::Transfer: --left_.transfers; return act(name, {Act::Transfer});
    case Deed::GiveUp: return act(name, {Act::GiveUp});
    case Deed::Rehearse: return rehearse(name, static_cast<std::uint8_t>(doing.argument));
  }
  return false;
}

bool RaftWorld::act(std::uint8_t name, Cause cause) {
  const Number before = nodes_[name];
  const Step done = step(name, cause, false);
  for (const Number message : done.sent) send(message);
  return nodes_[name] != before || !done.sent.empty() || cause.act == Act::Crash;
}

/// A message that does nothing when it arrives need not arrive.
bool RaftWorld::deliver(Number message, bool is_copy) {
  const std::uint8_t to = universe_->message_facts(message).to;
  if (!is_copy) remove_flight(message);
  const Number before = nodes_[to];
  const Step done = step(to, {Act::Deliver, message}, is_copy);
  for (const Number sent : done.sent) send(sent);
  return nodes_[to] != before || !done.sent.empty() || !done.ready.empty();
}

/// Three steps at once, with nothing between them: the timer, the question at `voter`, its answer. What the
/// rehearsal says to others is lost.
bool RaftWorld::rehearse(std::uint8_t name, std::uint8_t voter) {
  if (facts(voter).hears_leader) step(voter, {Act::Silence}, false);
  const std::uint8_t term = facts(name).term;
  Number question = 0;
  bool is_asked = false;
  const Step fired = step(name, {Act::Campaign}, false);
  for (const Number message : fired.sent) {
    const MessageFacts& it = universe_->message_facts(message);
    if (!it.is_pre_vote || it.kind != Kind::VoteRequest) send(message);
    if (it.to != voter || !it.is_pre_vote) continue;
    question = message;
    is_asked = true;
  }
  if (!is_asked || wrong_ != 0) return false;
  Number answer = 0;
  bool is_answered = false;
  const Step asked = step(voter, {Act::Deliver, question}, false);
  for (const Number message : asked.sent) {
    const MessageFacts& it = universe_->message_facts(message);
    if (it.to != name || !it.is_pre_vote) continue;
    answer = message;
    is_answered = true;
  }
  if (!is_answered || wrong_ != 0) return false;
  const Step told = step(name, {Act::Deliver, answer}, false);
  for (const Number message : told.sent) send(message);
  return facts(name).role == raft::Role::Candidate || facts(name).term != term;
}

/// The node makes its step, and the observer looks. What it sends is not under way yet.
Step RaftWorld::step(std::uint8_t name, Cause cause, bool is_copy) {
  if (universe_->journal != nullptr) universe_->journal->push_back({name, cause, is_copy});
  const Number before = nodes_[name];
  const Step done = universe_->step(before, cause);
  if (done.wrong != 0) {
    wrong_ = done.wrong;
    return done;
  }
  nodes_[name] = done.node;
  if (done.is_news) {
    std::array<const NodeFacts*, kNodesMax> all{};
    for (std::uint8_t other = 1; other <= node_count(); ++other) all[other - 1U] = &facts(other);
    Ghost ghost = universe_->ghost(ghost_);
    std::string wrong = observe(ghost, {.before = universe_->node_facts(before),
                                        .after = facts(name),
                                        .nodes = std::span(all).first(node_count()),
                                        .committed = done.committed,
                                        .ready = done.ready,
                                        .began = done.began});
    if (!wrong.empty()) wrong_ = universe_->number_of_wrong(std::move(wrong));
    if (ghost != universe_->ghost(ghost_)) ghost_ = universe_->number_of_ghost(ghost);
  }
  lose_what_is_dead(name);
  return done;
}

void RaftWorld::send(Number message) {
  const Bounds& bounds = universe_->bounds();
  const MessageFacts& it = universe_->message_facts(message);
  if (is_dead(it, facts(it.to), bounds.answers_old_terms)) return;
  const std::span<const Number> under_way = flights();
  if (std::binary_search(under_way.begin(), under_way.end(), message)) return;
  std::size_t count = 1;
  Number least = message;
  for (const Number other : under_way) {
    const MessageFacts& that = universe_->message_facts(other);
    if (that.from != it.from || that.to != it.to) continue;
    ++count;
    if (that.tells_less_than(universe_->message_facts(least))) least = other;
  }
  add_flight(message);
  if (count > bounds.link_messages) remove_flight(least);
}

void RaftWorld::add_flight(Number message) {
  PAWL_CHECK(flight_count_ < kFlightsMax);
  const auto end = flights_.begin() + flight_count_;
  const auto at = std::lower_bound(flights_.begin(), end, message);
  std::move_backward(at, end, end + 1);
  *at = message;
  ++flight_count_;
}

void RaftWorld::remove_flight(Number message) {
  const auto end = flights_.begin() + flight_count_;
  const auto at = std::lower_bound(flights_.begin(), end, message);
  PAWL_CHECK(at != end);
  std::move(at + 1, end, at);
  --flight_count_;
}

void RaftWorld::lose_what_is_dead(std::uint8_t receiver) {
  const bool answers = universe_->bounds().answers_old_terms;
  const auto end = flights_.begin() + flight_count_;
  const auto kept = std::remove_if(flights_.begin(), end, [&](Number message) {
    const MessageFacts& it = universe_->message_facts(message);
    return it.to == receiver && is_dead(it, facts(receiver), answers);
  });
  flight_count_ = static_cast<std::uint8_t>(kept - flights_.begin());
}

}  // namespace pawl::sim::explore
