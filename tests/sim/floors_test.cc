// Goal: floors bind campaigns: what all runs come to together, and the share of runs that may be thin.

#include "sim/run/floors.h"

#include <gtest/gtest.h>

namespace pawl::sim {
namespace {

std::vector<Floor> reads(std::uint64_t is, std::uint64_t promised) { return {{"reads", is, promised}}; }

TEST(Floors, ARunSaysWhichFloorItIsBelow) {
  EXPECT_EQ(below({{"reads", 3, 3}, {"crashes", 1, 1}}), "");
  EXPECT_EQ(below({{"reads", 3, 3}, {"crashes", 0, 1}}), "crashes: 0, expected at least 1");
  EXPECT_EQ(below({}), "");
}

TEST(Floors, OneRunAloneIsACampaign) {
  FloorSum sum;
  sum.add(reads(2, 3));
  EXPECT_EQ(sum.thin_runs(), 1U);
  EXPECT_EQ(sum.below(), "reads in all runs: 2, expected at least 3");
}

TEST(Floors, AThinRunAmongOthersIsCountedAndNoMore) {
  FloorSum sum;
  sum.add(reads(2, 3));
  for (int i = 0; i < 19; ++i) sum.add(reads(9, 3));
  EXPECT_EQ(sum.thin_runs(), 1U);
  EXPECT_EQ(sum.below(), "");
}

TEST(Floors, ManyThinRunsAreTooManyThoughTheSumIsReached) {
  FloorSum sum;
  for (int i = 0; i < 2; ++i) sum.add(reads(2, 3));
  for (int i = 0; i < 17; ++i) sum.add(reads(9, 3));
  EXPECT_EQ(sum.below(), "") << "too few runs to speak of a share";
  sum.add(reads(9, 3));
  EXPECT_EQ(sum.below(), "2 of 20 runs are below their floors, at most 5 % may be");
}

TEST(Floors, AFaultIsPromisedByTheRunsThatHaveIt) {
  FloorSum sum;
  for (int i = 0; i < 30; ++i) sum.add(reads(3, 3));
  sum.add({{"reads", 3, 3}, {"crash", 0, 1}});
  EXPECT_EQ(sum.thin_runs(), 1U);
  EXPECT_EQ(sum.below(), "crash in all runs: 0, expected at least 1");
}

}  // namespace
}  // namespace pawl::sim
