#include "sim/pawl/explore/opening.h"

#include <deque>
#include <utility>

#include "sim/pawl/explore/facts.h"

namespace pawl::sim::explore {

namespace {

/// Everything arrives in order and is synced, until nothing is left to do.
class Undisturbed {
 public:
  Undisturbed(Opening& opening, const Bounds& bounds) : opening_(opening), bounds_(bounds) {}

  void step(NodeId node, const Input& input) {
    opening_.nodes[node.value - 1].step(input, bounds_, outcome_);
    if (opening_.wrong.empty()) opening_.wrong = outcome_.wrong;
    for (Envelope& it : outcome_.sent) network_.push_back(std::move(it));
  }

  void settle() {
    constexpr int kRoundsMax = 100;
    bool is_busy = true;
    for (int round = 0; is_busy && round < kRoundsMax && opening_.wrong.empty(); ++round) {
      is_busy = deliver_all();
      for (std::uint64_t node = 1; node <= bounds_.nodes; ++node)
        while (opening_.nodes[node - 1].unsynced() > 0 && opening_.wrong.empty()) {
          step(NodeId{node}, {.act = Act::Sync});
          is_busy = true;
        }
    }
  }

 private:
  bool deliver_all() {
    constexpr int kMessagesMax = 1000;
    int count = 0;
    for (; !network_.empty() && count < kMessagesMax && opening_.wrong.empty(); ++count) {
      const Envelope envelope = std::move(network_.front());
      network_.pop_front();
      step(envelope.to, {.act = Act::Deliver, .envelope = &envelope});
    }
    return count > 0;
  }

  Opening& opening_;
  const Bounds& bounds_;
  std::deque<Envelope> network_;
  Outcome outcome_;
};

bool is_led(const Opening& opening) {
  for (const Node& node : opening.nodes) {
    const raft::Status now = node.raft().status();
    const bool has_committed =
        now.last == LogIndex{1} && now.commit == LogIndex{1} && now.durable == LogIndex{1};
    if (now.term != Term{1} || now.leader != NodeId{1} || !has_committed) return false;
  }
  return true;
}

}  // namespace

Opening opening_of(const Bounds& bounds) {
  Opening opening;
  for (std::uint64_t node = 1; node <= bounds.nodes; ++node) opening.nodes.emplace_back(NodeId{node}, bounds);
  if (!bounds.is_led) return opening;
  Undisturbed world(opening, bounds);
  world.step(NodeId{1}, {.act = Act::Campaign});
  world.settle();
  // The first heartbeat tells everybody what is committed.
  if (opening.wrong.empty()) world.step(NodeId{1}, {.act = Act::Beat});
  world.settle();
  if (opening.wrong.empty() && !is_led(opening))
    opening.wrong = "opening: an undisturbed election did not bring a leader whom everybody follows";
  opening.ghost.leaders[1] = 1;
  opening.ghost.committed_count = 1;
  opening.ghost.committed[1] = {.slot = {.term = 1, .command = 0}, .by_term = 1};
  return opening;
}

}  // namespace pawl::sim::explore
