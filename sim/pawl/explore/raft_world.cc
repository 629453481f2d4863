// What can happen next in the small world.

#include "sim/pawl/explore/raft_world.h"

#include <algorithm>
#include <cstring>

#include "core/base/check.h"
#include "sim/pawl/explore/action.h"
#include "sim/pawl/explore/opening.h"
#include "sim/pawl/explore/story.h"

namespace pawl::sim::explore {

namespace {

void append_number(std::vector<std::uint8_t>& bytes, Number number) {
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

Number take_number(std::span<const std::uint8_t>& bytes) {
  Number number = 0;
  for (int place = 0; place < 4; ++place)
    number |= static_cast<Number>(bytes[static_cast<std::size_t>(place)]) << (8 * place);
  bytes = bytes.subspan(4);
  return number;
}

std::array<std::uint8_t, 7> bytes_of(const Budget& it) {
  return {it.proposals, it.reads, it.transfers, it.crashes, it.duplicates, it.beats, it.silences};
}

std::uint64_t as_number(const Budget& budget) {
  std::uint64_t number = 0;
  for (const std::uint8_t it : bytes_of(budget)) number = number << 8U | it;
  return number;
}

}  // namespace

RaftWorld::RaftWorld(Universe& universe) : universe_(&universe) {
  const Bounds& bounds = universe.bounds();
  left_ = {.proposals = bounds.proposals,
           .reads = bounds.reads,
           .transfers = bounds.transfers,
           .crashes = bounds.crashes,
           .duplicates = bounds.duplicates,
           .beats = bounds.beats,
           .silences = bounds.silences};
  PAWL_CHECK(bounds.nodes <= kNodesMax);
  PAWL_CHECK(bounds.last_term <= kTermsMax);
  const Opening opening = opening_of(bounds);
  for (std::uint8_t name = 1; name <= bounds.nodes; ++name)
    if (opening.wrong.empty()) nodes_[name] = universe.number_of_node(opening.nodes[name - 1U]);
  if (!opening.wrong.empty()) wrong_ = universe.number_of_wrong(opening.wrong);
  ghost_ = universe.number_of_ghost(opening.ghost);
}

void RaftWorld::enabled(std::vector<Action>& actions) const {
  for (std::uint8_t name = 1; name <= node_count(); ++name) add_node_actions(name, actions);
  for (const Number message : flights()) {
    if (!may_arrive(message)) continue;
    const std::uint8_t to = universe_->message_facts(message).to;
    actions.push_back(packed({Deed::Deliver, to, message}));
    if (left_.duplicates > 0) actions.push_back(packed({Deed::DeliverAndKeep, to, message}));
  }
}

void RaftWorld::add_node_actions(std::uint8_t name, std::vector<Action>& actions) const {
  const NodeFacts& it = facts(name);
  if (it.unsynced > 0) actions.push_back(packed({Deed::Sync, name, 0}));
  if (left_.crashes > 0) actions.push_back(packed({Deed::Crash, name, 0}));
  if (it.role == raft::Role::Leader) return add_leader_actions(name, actions);
  if (!may_campaign(it)) return;
  if (universe_->bounds().has_rehearsals) {
    actions.push_back(packed({Deed::Campaign, name, 0}));
    if (it.hears_leader) actions.push_back(packed({Deed::Silence, name, 0}));
    return;
  }
  for (std::uint8_t voter = 1; voter <= node_count(); ++voter)
    if (voter != name) actions.push_back(packed({Deed::Rehearse, name, voter}));
}

void RaftWorld::add_leader_actions(std::uint8_t name, std::vector<Action>& actions) const {
  const NodeFacts& it = facts(name);
  if (it.is_handing_over) {
    actions.push_back(packed({Deed::GiveUp, name, 0}));
  } else {
    if (left_.proposals > 0) actions.push_back(packed({Deed::Propose, name, 0}));
    if (left_.transfers > 0) actions.push_back(packed({Deed::Transfer, name, 0}));
  }
  if (left_.reads > 0) actions.push_back(packed({Deed::Read, name, 0}));
  if (left_.beats > 0 && has_silent_link(name)) actions.push_back(packed({Deed::Beat, name, 0}));
  if (left_.silences > 0) actions.push_back(packed({Deed::Silence, name, 0}));
}

bool RaftWorld::may_campaign(const NodeFacts& facts) const {
  return facts.term < universe_->bounds().last_term;
}

/// An order to campaign leads to a later term, like a timer.
bool RaftWorld::may_arrive(Number message) const {
  const MessageFacts& it = universe_->message_facts(message);
  return it.kind != Kind::CampaignNow || may_campaign(facts(it.to));
}

/// A heartbeat beside a request that is under way anyway would tell nobody anything.
bool RaftWorld::has_silent_link(std::uint8_t name) const {
  std::array<bool, kNodesMax + 1> is_asked{};
  for (const Number message : flights()) {
    const MessageFacts& it = universe_->message_facts(message);
    if (it.from == name && it.kind == Kind::AppendRequest) is_asked[it.to] = true;
  }
  for (std::uint8_t other = 1; other <= node_count(); ++other)
    if (other != name && !is_asked[other]) return true;
  return false;
}

/// The least of the sums under all ways of naming: a sum does not know in which order its parts come.
Digest RaftWorld::fingerprint() const {
  constexpr std::size_t kWaysMax = 6;
  const std::size_t ways = universe_->names_count();
  std::array<Digest, kWaysMax> sums;
  const Digest budget = Hasher().add(as_number(left_)).finish();
  const Digest* part = universe_->ghost_hashes(ghost_);
  for (std::size_t way = 0; way < ways; ++way) sums[way] = budget.plus(part[way]);
  for (std::uint8_t name = 1; name <= node_count(); ++name) {
    part = universe_->node_hashes(nodes_[name]);
    for (std::size_t way = 0; way < ways; ++way) sums[way] = sums[way].plus(part[way]);
  }
  for (const Number message : flights()) {
    part = universe_->message_hashes(message);
    for (std::size_t way = 0; way < ways; ++way) sums[way] = sums[way].plus(part[way]);
  }
  return *std::min_element(sums.begin(), sums.begin() + static_cast<std::ptrdiff_t>(ways));
}

std::string RaftWorld::describe(Action action) const { return sentence(unpacked(action), *universe_); }

void RaftWorld::pack(std::vector<std::uint8_t>& bytes) const {
  for (std::uint8_t name = 1; name <= node_count(); ++name) append_number(bytes, nodes_[name]);
  append_number(bytes, ghost_);
  for (const std::uint8_t it : bytes_of(left_)) bytes.push_back(it);
  for (const Number message : flights()) append_number(bytes, message);
}

void RaftWorld::unpack(std::span<const std::uint8_t> bytes) {
  for (std::uint8_t name = 1; name <= node_count(); ++name) nodes_[name] = take_number(bytes);
  ghost_ = take_number(bytes);
  left_ = {bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6]};
  bytes = bytes.subspan(7);
  flight_count_ = 0;
  while (!bytes.empty()) flights_[flight_count_++] = take_number(bytes);
  wrong_ = 0;
}

}  // namespace pawl::sim::explore
