#pragma once
// A few nodes in one test, without faults of their own: messages and writes wait until the test lets them
// through, so a story decides what happens when. Verbs: tick, deliver, sync, settle, ask, answer.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/node/node.h"

namespace pawl::node {

/// Always the same choice: the node with the smallest id campaigns first.
class FixedChoices final : public Choices {
 public:
  explicit FixedChoices(std::uint64_t fixed) : fixed_(fixed) {}
  std::uint64_t choose(const char*, std::uint64_t count) override { return std::min(fixed_, count - 1); }

 private:
  std::uint64_t fixed_;
};

class Cluster {
 public:
  explicit Cluster(std::uint64_t size, Options options = {}) {
    for (std::uint64_t id = 1; id <= size; ++id) members_.push_back(NodeId{id});
    for (const NodeId id : members_) {
      Options mine = options;
      mine.raft.self = id;
      mine.raft.members.voters = members_;
      mine.life = id.value;
      FixedChoices choices(id.value * 50);
      places_.emplace(id, Place{Node(mine, Boot{}, now(), choices), {}, {}, kNever});
    }
  }

  Now now() const { return {time_, WallTime{1'700'000'000'000'000'000 + time_.ns}}; }
  Node& node(std::uint64_t id) { return places_.at(NodeId{id}).node; }
  const std::vector<Event>& events(std::uint64_t id) { return places_.at(NodeId{id}).events; }

  /// Gives the node inputs; its effects wait.
  void step(std::uint64_t id, std::vector<Input> inputs) {
    Place& place = places_.at(NodeId{id});
    FixedChoices choices(id * 50);
    Effects effects = place.node.step(now(), std::move(inputs), choices);
    if (effects.persist) place.writes.push_back(effects.persist->seq);
    for (Envelope& envelope : effects.send) mail_.push_back({NodeId{id}, std::move(envelope)});
    for (ClientReply& reply : effects.reply) answers_.emplace(reply.client, std::move(reply));
    for (Event& event : effects.events) place.events.push_back(std::move(event));
    place.wake_at = effects.wake_at;
  }
  void step(std::uint64_t id, Input input) {
    std::vector<Input> inputs;
    inputs.push_back(std::move(input));
    step(id, std::move(inputs));
  }

  /// Time passes; every node looks at its timers.
  void tick(Duration duration) {
    time_ = time_ + duration;
    for (const NodeId id : members_) step(id.value, TimerFired{});
  }
  /// The node's disk catches up.
  void sync(std::uint64_t id) {
    Place& place = places_.at(NodeId{id});
    if (place.writes.empty()) return;
    const PersistSeq last = place.writes.back();
    place.writes.clear();
    step(id, Persisted{last});
  }
  /// All mail that is under way arrives, but for what a cut holds back.
  void deliver() {
    std::deque<std::pair<NodeId, Envelope>> mail = std::exchange(mail_, {});
    for (auto& [from, envelope] : mail) {
      if (cut_.contains(from) || cut_.contains(envelope.to)) continue;
      step(envelope.to.value, FromPeer{from, std::move(envelope.messages)});
    }
  }
  /// Mail and disks until nothing is left to do.
  void settle() {
    for (int round = 0; round < 200; ++round) {
      bool is_quiet = mail_.empty();
      for (auto& [id, place] : places_) is_quiet = is_quiet && place.writes.empty();
      if (is_quiet) return;
      for (const NodeId id : members_) sync(id.value);
      deliver();
    }
  }
  /// Ticks until a node leads that the others can hear; its id.
  std::uint64_t elect() {
    for (int round = 0; round < 100; ++round) {
      tick(milliseconds(50));
      settle();
      for (const NodeId id : members_) {
        if (!cut_.contains(id) && node(id.value).raft().is_leader()) return id.value;
      }
    }
    return 0;
  }
  /// The node's mail is lost, both ways, from now on.
  void cut(std::uint64_t id) { cut_.insert(NodeId{id}); }
  void heal() { cut_.clear(); }
  std::deque<std::pair<NodeId, Envelope>>& mail() { return mail_; }

  /// A client asks the node; the number finds the answer.
  ClientRef ask(std::uint64_t id, Ask content, WhenNotLeader when_not_leader = WhenNotLeader::Refuse) {
    const ClientRef client{next_client_++};
    step(id, FromClient{client, std::move(content), when_not_leader});
    return client;
  }
  /// The answer, if it came.
  std::optional<ClientReply> answer(ClientRef client) const {
    const auto found = answers_.find(client);
    if (found == answers_.end()) return std::nullopt;
    return found->second;
  }

 private:
  struct Place {
    Node node;
    std::vector<PersistSeq> writes;
    std::vector<Event> events;
    Instant wake_at;
  };
  std::vector<NodeId> members_;
  std::map<NodeId, Place> places_;
  std::deque<std::pair<NodeId, Envelope>> mail_;
  std::map<ClientRef, ClientReply> answers_;
  std::set<NodeId> cut_;
  Instant time_{1'000'000'000};
  std::uint64_t next_client_ = 1;
};

}  // namespace pawl::node
