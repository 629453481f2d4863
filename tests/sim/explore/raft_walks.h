#pragma once
// Random walks through the small world of Raft. Beside each world go nodes of which none stands for another.

#include <cstdint>
#include <vector>

#include "sim/pawl/explore/opening.h"
#include "sim/pawl/explore/raft_world.h"

namespace pawl::sim::explore {

class Walk {
 public:
  Walk(Universe& universe, std::uint64_t seed)
      : world(universe), raw(opening_of(universe.bounds()).nodes), universe_(universe), random_(seed) {}

  /// One action by chance that leads to a new state; false if there is none.
  bool go() {
    actions_.clear();
    world.enabled(actions_);
    while (!actions_.empty()) {
      const std::size_t place = next() % actions_.size();
      const Action action = actions_[place];
      actions_.erase(actions_.begin() + static_cast<std::ptrdiff_t>(place));
      if (go_by(action)) return true;
    }
    return false;
  }

  std::uint64_t next() {
    random_ = random_ * 6364136223846793005U + 1442695040888963407U;
    return random_ >> 33U;
  }

  RaftWorld world;
  /// Node 1 first.
  std::vector<Node> raw;
  std::vector<Action> way;
  std::string wrong;

 private:
  bool go_by(Action action) {
    RaftWorld moved = world;
    std::vector<Moment> moments;
    universe_.journal = &moments;
    const bool is_new = moved.apply(action);
    universe_.journal = nullptr;
    if (!is_new) return false;
    wrong = moved.violation();
    world = moved;
    way.push_back(action);
    Outcome outcome;
    for (const Moment& it : moments) {
      Input input{.act = it.cause.act};
      if (input.act == Act::Deliver) input.envelope = &universe_.message(it.cause.argument);
      if (input.act == Act::Propose) input.command = static_cast<std::uint8_t>(it.cause.argument);
      raw[it.node - 1U].step(input, universe_.bounds(), outcome);
    }
    return true;
  }

  Universe& universe_;
  std::uint64_t random_;
  std::vector<Action> actions_;
};

}  // namespace pawl::sim::explore
