// Goal: what the search takes for the same is the same. Method: over all configurations, nodes and worlds of
// equal canonical form that were reached on different ways make the same steps, to equal forms again; and a
// cluster with its nodes renamed is the same cluster.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/explore/search.h"
#include "sim/pawl/explore/action.h"
#include "tests/sim/explore/raft_walks.h"

namespace pawl::sim::explore {

namespace {

class EqualForms : public testing::TestWithParam<Bounds> {
 protected:
  static void SetUpTestSuite() { throw_failed_checks(); }
};

/// All that a step shows, with what was sent in an order that nobody sees.
struct Shown {
  Number node = 0;
  std::multiset<Number> sent;
  std::vector<Slot> committed;
  std::vector<std::uint64_t> ready;
  std::string wrong;
  bool operator==(const Shown&) const = default;
};

Shown shown(Universe& universe, Node node, const Input& input) {
  Outcome outcome;
  node.step(input, universe.bounds(), outcome);
  Shown it;
  it.wrong = outcome.wrong;
  if (!it.wrong.empty()) return it;
  it.node = universe.number_of_node(node);
  for (const Envelope& sent : outcome.sent) it.sent.insert(universe.number_of_message(sent));
  for (const raft::Entry& entry : outcome.committed)
    it.committed.push_back({static_cast<std::uint8_t>(entry.term.value), number_of(entry)});
  for (const raft::ReadReady& ready : outcome.ready) it.ready.push_back(ready.index.value);
  return it;
}

std::vector<Input> inputs_of(const Universe& universe, Number node) {
  const NodeFacts& facts = universe.node_facts(node);
  std::vector<Input> inputs{{.act = Act::Crash}};
  if (facts.unsynced > 0) inputs.push_back({.act = Act::Sync});
  if (facts.role == raft::Role::Leader) {
    for (const Act act : {Act::Beat, Act::Silence, Act::Read}) inputs.push_back({.act = act});
    // Whom a leader heard last is left out of its form where it cannot hand over.
    if (universe.bounds().transfers > 0) inputs.push_back({.act = Act::Transfer});
    inputs.push_back({.act = Act::Propose, .command = 3});
    if (facts.is_handing_over) inputs.push_back({.act = Act::GiveUp});
  } else {
    inputs.push_back({.act = Act::Campaign});
    if (facts.hears_leader) inputs.push_back({.act = Act::Silence});
  }
  for (Number message = 0; message < universe.messages_known(); ++message)
    if (universe.message_facts(message).to == facts.self &&
        universe.message_facts(message).term <= facts.term + 1)
      inputs.push_back({.act = Act::Deliver, .envelope = &universe.message(message)});
  return inputs;
}

TEST_P(EqualForms, of_nodes_make_equal_steps) {
  Universe universe(GetParam(), true);
  // For each form a few nodes that have it, and differ in the clock or in the number of their last write.
  std::map<Number, std::vector<Node>> pool;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    Walk walk(universe, seed);
    for (int step = 0; step < 40 && walk.go(); ++step) {
      ASSERT_EQ(walk.wrong, "");
      for (std::uint8_t name = 1; name <= universe.bounds().nodes; ++name) {
        const Node& raw = walk.raw[name - 1U];
        ASSERT_EQ(universe.number_of_node(raw), walk.world.node(name)) << "seed " << seed << " step " << step;
        std::vector<Node>& same = pool[walk.world.node(name)];
        const bool is_known = std::any_of(same.begin(), same.end(), [&](const Node& it) {
          return it.now() == raw.now() && it.raft().view().persisted == raw.raft().view().persisted;
        });
        if (!is_known && same.size() < 3) same.push_back(raw);
      }
    }
  }
  std::uint64_t compared = 0;
  for (const auto& [number, same] : pool) {
    if (same.size() < 2 || compared > 40'000) continue;
    for (const Input& input : inputs_of(universe, number)) {
      const Shown first = shown(universe, same.front(), input);
      for (std::size_t other = 1; other < same.size(); ++other, ++compared)
        ASSERT_EQ(shown(universe, same[other], input), first)
            << "node form " << number << " act " << static_cast<int>(input.act);
    }
  }
  EXPECT_GT(compared, 1000U);
}

std::set<Digest> successors(const RaftWorld& world) {
  std::vector<Action> actions;
  world.enabled(actions);
  std::set<Digest> found;
  for (const Action action : actions) {
    RaftWorld moved = world;
    if (moved.apply(action)) found.insert(moved.fingerprint());
  }
  return found;
}

TEST_P(EqualForms, of_worlds_have_equal_successors) {
  Universe universe(GetParam(), true);
  std::map<Digest, std::vector<std::uint8_t>> first_seen;
  std::uint64_t compared = 0;
  RaftWorld same(universe);
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Walk walk(universe, seed * 1'000'003);
    for (int step = 0; step < 30 && walk.go(); ++step) {
      std::vector<std::uint8_t> bytes;
      walk.world.pack(bytes);
      const auto [known, is_new] = first_seen.try_emplace(walk.world.fingerprint(), bytes);
      if (is_new || known->second == bytes) continue;
      same.unpack(known->second);
      ASSERT_EQ(successors(walk.world), successors(same)) << "seed " << seed << " step " << step;
      ++compared;
    }
  }
  // Without other ways of naming, equal worlds are equal to the byte.
  if (universe.names_count() == 1) return;
  EXPECT_GT(compared, 20U);
}

TEST(Symmetry, renaming_the_nodes_changes_no_fingerprint) {
  throw_failed_checks();
  Universe universe(
      {.name = "fresh", .about = "", .is_led = false, .last_term = 2, .proposals = 1, .unsynced = 1}, true);
  RaftWorld one(universe);
  RaftWorld other(universe);
  const auto go = [](RaftWorld& world, std::uint8_t candidate, std::uint8_t voter) {
    EXPECT_TRUE(world.apply(packed({Deed::Rehearse, candidate, voter})));
    EXPECT_TRUE(world.apply(packed({Deed::Sync, candidate, 0})));
  };
  go(one, 1, 2);
  go(other, 3, 1);
  EXPECT_EQ(one.fingerprint(), other.fingerprint());
  go(one, 2, 3);
  EXPECT_NE(one.fingerprint(), other.fingerprint());
  go(other, 1, 2);
  EXPECT_EQ(one.fingerprint(), other.fingerprint());
  EXPECT_EQ(successors(one), successors(other));
}

INSTANTIATE_TEST_SUITE_P(All, EqualForms, testing::ValuesIn(all_bounds().begin(), all_bounds().end()),
                         [](const auto& it) {
                           std::string name(it.param.name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace

}  // namespace pawl::sim::explore
