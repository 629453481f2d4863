#pragma once
// A cluster of the production core as a small value: the numbers of its nodes, of the messages under way, and
// of what the observer remembers. What it means is in the universe that all worlds of a search share.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explore/explorable.h"
#include "sim/pawl/explore/universe.h"

namespace pawl::sim::explore {

/// How often each of these may still happen.
struct Budget {
  std::uint8_t proposals = 0;
  std::uint8_t reads = 0;
  std::uint8_t transfers = 0;
  std::uint8_t crashes = 0;
  std::uint8_t duplicates = 0;
  std::uint8_t beats = 0;
  std::uint8_t silences = 0;
};

class RaftWorld {
 public:
  /// The first state of the universe's bounds. `universe` outlives every copy.
  explicit RaftWorld(Universe& universe);

  void enabled(std::vector<Action>& actions) const;
  bool apply(Action action);
  Digest fingerprint() const;
  std::string_view violation() const { return universe_->wrong(wrong_); }
  std::string describe(Action action) const;
  void pack(std::vector<std::uint8_t>& bytes) const;
  void unpack(std::span<const std::uint8_t> bytes);

  std::uint8_t node_count() const { return universe_->bounds().nodes; }
  /// The number of node `name`, from 1.
  Number node(std::uint8_t name) const { return nodes_[name]; }
  std::span<const Number> flights() const { return std::span(flights_).first(flight_count_); }

 private:
  static constexpr std::size_t kFlightsMax = 48;

  // What there is to do: raft_world.cc.
  void add_node_actions(std::uint8_t name, std::vector<Action>& actions) const;
  void add_leader_actions(std::uint8_t name, std::vector<Action>& actions) const;
  bool may_arrive(Number message) const;
  bool may_campaign(const NodeFacts& facts) const;
  bool has_silent_link(std::uint8_t name) const;

  // What happens: raft_steps.cc.
  bool act(std::uint8_t name, Cause cause);
  bool deliver(Number message, bool is_copy);
  bool rehearse(std::uint8_t name, std::uint8_t voter);
  Step step(std::uint8_t name, Cause cause, bool is_copy);

  const NodeFacts& facts(std::uint8_t name) const { return universe_->node_facts(nodes_[name]); }
  void send(Number message);
  void add_flight(Number message);
  void remove_flight(Number message);
  void lose_what_is_dead(std::uint8_t receiver);

  Universe* universe_;
  std::array<Number, kNodesMax + 1> nodes_{};
  Number ghost_ = 0;
  Number wrong_ = 0;
  Budget left_;
  std::uint8_t flight_count_ = 0;
  /// In ascending order.
  std::array<Number, kFlightsMax> flights_{};
};

static_assert(Explorable<RaftWorld>);

}  // namespace pawl::sim::explore
