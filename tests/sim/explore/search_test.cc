// Goal: the search visits every state once, finds a shortest way to a planted bug, and ends where it is told
// to. Method: worlds of which the answers are known.

#include "sim/explore/search.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/sim/explore/toys.h"

namespace pawl::sim::explore {

namespace {

TEST(Search, visits_all_states_of_the_jugs) {
  const Result result = Search(Jugs{}, {}, {}).run();
  EXPECT_EQ(result.end, End::Complete);
  EXPECT_EQ(result.figures.states, 16U);
  EXPECT_EQ(result.figures.transitions, 16U * 6);
  EXPECT_EQ(result.figures.waiting, 0U);
}

TEST(Search, finds_the_shortest_way_to_a_planted_bug) {
  const Result result = Search(Jugs{.forbidden = 4}, {}, {}).run();
  ASSERT_EQ(result.end, End::Violation);
  EXPECT_EQ(result.violation, "measured");
  EXPECT_EQ(result.way.size(), 6U);
  Jugs jugs{.forbidden = 4};
  for (const Action action : result.way) {
    EXPECT_TRUE(jugs.violation().empty());
    jugs.apply(action);
  }
  EXPECT_EQ(jugs.litres[1], 4);
}

TEST(Search, knows_a_first_state_that_is_wrong) {
  const Result result = Search(Jugs{.forbidden = 0}, {}, {}).run();
  EXPECT_EQ(result.end, End::Violation);
  EXPECT_TRUE(result.way.empty());
}

TEST(Search, takes_states_that_differ_in_names_only_for_one) {
  EXPECT_EQ(Search(Counters{}, {}, {}).run().figures.states, 1000U);
  // Of ten values three, with repeats, in any order: 12 over 3.
  const Result result = Search(Counters{.have_names = false}, {}, {}).run();
  EXPECT_EQ(result.figures.states, 220U);
  EXPECT_EQ(result.figures.depth, 27U);
}

TEST(Search, ends_after_the_states_that_were_asked_for) {
  const Result result = Search(Counters{}, {.states = 100}, {}).run();
  EXPECT_EQ(result.end, End::States);
  EXPECT_EQ(result.figures.states, 100U);
}

TEST(Search, ends_when_its_memory_is_full) {
  const Result result = Search(Counters{.last = 99}, {.bytes = 3U << 20U}, {}).run();
  EXPECT_EQ(result.end, End::Memory);
  EXPECT_LE(result.figures.bytes_most, 5U << 20U);
}

TEST(Search, ends_when_it_is_interrupted_or_its_time_is_up) {
  const Counters many{.last = 99};
  EXPECT_EQ(Search(many, {}, {.is_interrupted = [] { return true; }}).run().end, End::Interrupted);
  EXPECT_EQ(Search(many, {.time = std::chrono::nanoseconds(1)}, {}).run().end, End::Time);
}

TEST(Search, is_the_same_each_time) {
  const Result one = Search(Jugs{.forbidden = 4}, {}, {}).run();
  const Result other = Search(Jugs{.forbidden = 4}, {}, {}).run();
  EXPECT_EQ(one.way, other.way);
  EXPECT_EQ(one.figures.states, other.figures.states);
}

TEST(FingerprintSet, holds_what_a_set_holds) {
  FingerprintSet set;
  std::set<Digest> model;
  std::uint64_t random = 1;
  for (int round = 0; round < 20'000; ++round) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    // Few different ones, among them zero, and many that begin alike.
    const Digest it{random >> 62U, (random >> 40U) % 1500 << 53U};
    EXPECT_EQ(set.insert(it), model.insert(it).second);
  }
  // The empty fingerprint is taken for the one after it.
  EXPECT_LE(model.size() - set.size(), 1U);
}

TEST(NumberTable, finds_what_was_put) {
  NumberTable<std::uint64_t> table;
  for (std::uint32_t number = 0; number < 5000; ++number) table.insert(std::uint64_t{number} << 33U, number);
  for (std::uint32_t number = 0; number < 5000; ++number) {
    EXPECT_EQ(table.find(std::uint64_t{number} << 33U), number);
    EXPECT_EQ(table.find((std::uint64_t{number} << 33U) + 1), std::nullopt);
  }
}

}  // namespace

}  // namespace pawl::sim::explore
