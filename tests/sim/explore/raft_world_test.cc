// Goal: the production core is clean in small worlds, whether its steps are remembered or made anew; and the
// bounds can be changed by name. Method: whole searches of the smallest worlds.

#include "sim/pawl/explore/raft_world.h"

#include <gtest/gtest.h>

#include "sim/explore/search.h"

namespace pawl::sim::explore {

namespace {

Result search(const Bounds& bounds, bool remembers, std::uint64_t states_max) {
  throw_failed_checks();
  Universe universe(bounds, remembers);
  return Search(RaftWorld(universe), {.states = states_max}, {}).run();
}

TEST(RaftWorld, is_clean_to_the_last_state) {
  const Result result = search(*find_bounds("rehearsals"), true, 1'000'000);
  EXPECT_EQ(result.end, End::Complete) << result.violation;
  EXPECT_GT(result.figures.states, 10'000U);
}

TEST(RaftWorld, is_clean_as_far_as_a_test_looks) {
  for (const Bounds& bounds : all_bounds()) {
    const Result result = search(bounds, true, 60'000);
    EXPECT_EQ(result.violation, "") << bounds.name;
    EXPECT_LE(result.figures.packed_bytes, 200U) << bounds.name;
  }
}

TEST(RaftWorld, is_the_same_when_the_core_makes_every_step_anew) {
  for (const char* name : {"small", "hand-over", "compaction"}) {
    const Result remembered = search(*find_bounds(name), true, 20'000);
    const Result anew = search(*find_bounds(name), false, 20'000);
    EXPECT_EQ(remembered.figures.transitions, anew.figures.transitions) << name;
    EXPECT_EQ(remembered.figures.depth, anew.figures.depth) << name;
  }
}

TEST(RaftWorld, is_packed_and_unpacked_without_a_loss) {
  Universe universe(*find_bounds("terms"), true);
  RaftWorld world(universe);
  for (int step = 0; step < 12; ++step) {
    std::vector<Action> actions;
    world.enabled(actions);
    world.apply(actions.back());
    std::vector<std::uint8_t> bytes;
    world.pack(bytes);
    RaftWorld other(universe);
    other.unpack(bytes);
    EXPECT_EQ(other.fingerprint(), world.fingerprint());
  }
}

TEST(Bounds, are_changed_by_name) {
  Bounds bounds = *find_bounds("small");
  EXPECT_TRUE(change(bounds, "crashes=2"));
  EXPECT_EQ(bounds.crashes, 2);
  for (const char* wrong :
       {"crashes", "crashes=", "crashes=x", "crashes=10", "crashes=-1", "cats=1", "=", ""})
    EXPECT_FALSE(change(bounds, wrong)) << wrong;
  EXPECT_EQ(bounds.crashes, 2);
  EXPECT_EQ(find_bounds("none"), nullptr);
}

}  // namespace

}  // namespace pawl::sim::explore
