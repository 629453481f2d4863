#include "sim/run/story.h"

#include <algorithm>
#include <utility>

#include "core/base/overloaded.h"
#include "sim/pawl/render.h"

namespace pawl::sim {
namespace {

/// Of flights, writes and moments each: enough for some tens of simulated seconds.
constexpr std::size_t kCrowdMax = 12'000;

Story::FlightKind kind_of(const raft::Message& message) {
  using Kind = Story::FlightKind;
  const auto of_round = [](raft::Round round) {
    return round == raft::Round::PreVote ? Kind::PreVote : Kind::Vote;
  };
  return std::visit(Overloaded{[&](const raft::VoteRequest& m) { return of_round(m.round); },
                               [&](const raft::VoteReply& m) { return of_round(m.round); },
                               [](const raft::AppendRequest& m) {
                                 return m.entries.empty() ? Kind::Heartbeat : Kind::Entries;
                               },
                               [](const raft::AppendReply&) { return Kind::Acknowledgement; },
                               [](const raft::AppendRefusal&) { return Kind::Refusal; },
                               [](const raft::CampaignNow&) { return Kind::Vote; }},
                    message);
}

Story::FlightKind kind_of(const node::PeerMessage& message) {
  const auto* raft_message = std::get_if<raft::Message>(&message);
  return raft_message == nullptr ? Story::FlightKind::Forward : kind_of(*raft_message);
}

}  // namespace

void Story::stand(const Standing& now) {
  Standing& before = standing_[now.node.value];
  if (before.node != kNobody) {
    before.to = now.from;
    standings_.push_back(before);
  }
  before = now;
}

void Story::started(SimTime at, NodeId node) { stand({.node = node, .from = at, .term = {}}); }

void Story::died(SimTime at, NodeId node, std::uint64_t lost_writes) {
  stand({.node = node, .from = at, .is_up = false, .term = {}});
  std::deque<std::uint64_t>& open = open_writes_[node.value];
  for (std::size_t i = 0; i < open.size(); ++i) {
    Write* one = write(open[i]);
    if (one == nullptr) continue;
    one->to = at;
    one->is_lost = i + lost_writes >= open.size();
  }
  open.clear();
}

void Story::stepped(SimTime at, NodeId node, const node::Status& status, const node::Effects& effects) {
  const Standing& before = standing_[node.value];
  if (before.role != status.raft.role || before.term != status.raft.term)
    stand({.node = node, .from = at, .role = status.raft.role, .term = status.raft.term});
  if (!effects.persist) return;
  open_writes_[node.value].push_back(writes_dropped_ + writes_.size());
  writes_.push_back(
      {.node = node, .seq = effects.persist->seq, .from = at, .text = to_text(*effects.persist)});
  if (writes_.size() <= kCrowdMax) return;
  writes_.pop_front();
  ++writes_dropped_;
}

void Story::became_durable(SimTime at, NodeId node, PersistSeq seq) {
  std::deque<std::uint64_t>& open = open_writes_[node.value];
  while (!open.empty()) {
    Write* oldest = write(open.front());
    if (oldest != nullptr) {
      if (oldest->seq > seq) return;
      oldest->to = at;
    }
    open.pop_front();
  }
}

std::uint64_t Story::sent(SimTime at, NodeId from, NodeId to,
                          const std::vector<node::PeerMessage>& messages) {
  Flight& flight = flights_.emplace_back(Flight{.from = from, .to = to, .sent = at, .text = {}});
  for (const node::PeerMessage& message : messages) {
    flight.kind = std::max(flight.kind, kind_of(message));
    flight.text += (flight.text.empty() ? "" : "; ") + to_text(message);
  }
  if (flights_.size() > kCrowdMax) {
    flights_.pop_front();
    ++flights_dropped_;
  }
  return flights_dropped_ + flights_.size() - 1;
}

void Story::arrived(SimTime at, std::uint64_t number) {
  Flight* one = flight(number);
  if (one == nullptr) return;
  // A repeated message arrives once more.
  if (one->fate != Fate::UnderWay) one = &flights_.emplace_back(*one);
  one->ended = at;
  one->fate = standing_[one->to.value].is_up ? Fate::Heard : Fate::Unheard;
}

void Story::lost(SimTime at, std::uint64_t number) {
  Flight* one = flight(number);
  if (one == nullptr || one->fate != Fate::UnderWay) return;
  one->ended = at;
  one->fate = Fate::Lost;
}

void Story::fault_began(SimTime at, std::uint64_t fault, NodeId node, std::string_view name) {
  open_faults_[fault] = {.node = node, .from = at, .name = name};
}

void Story::fault_ended(SimTime at, std::uint64_t fault) {
  const auto found = open_faults_.find(fault);
  if (found == open_faults_.end()) return;
  found->second.to = at;
  faults_.push_back(found->second);
  open_faults_.erase(found);
}

void Story::happened(SimTime at, NodeId node, std::string text) {
  moments_.push_back({at, node, std::move(text)});
  if (moments_.size() > kCrowdMax) moments_.pop_front();
}

void Story::ended(SimTime at, const Chronicle& chronicle) {
  end_ = at;
  calls_ = chronicle.calls();
  for (std::uint64_t n = 1; n <= nodes(); ++n) {
    standing_[n].to = at;
    standings_.push_back(standing_[n]);
  }
  for (auto& [number, fault] : open_faults_) {
    fault.to = at;
    faults_.push_back(fault);
  }
  open_faults_.clear();
}

Story::Flight* Story::flight(std::uint64_t number) {
  return number < flights_dropped_ ? nullptr : &flights_[number - flights_dropped_];
}

Story::Write* Story::write(std::uint64_t number) {
  return number < writes_dropped_ ? nullptr : &writes_[number - writes_dropped_];
}

}  // namespace pawl::sim
