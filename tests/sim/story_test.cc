// The story tells which step each message and write came from and went into, through deaths, repetitions and
// forgetting. Method: a story of two hosts, told by hand.

#include "sim/run/story.h"

#include <gtest/gtest.h>

#include <utility>

namespace pawl::sim {
namespace {

constexpr SimTime at(std::int64_t ms) { return SimTime{ms * 1'000'000}; }

/// Two hosts that are up, with one value each.
struct Rig {
  Rig()
      : story(2,
              {.roles = {{"idle"}, {"busy"}}, .kinds = {{"word"}}, .values = {{"value"}}, .epoch = "term"}) {
    story.started(at(0), 1);
    story.started(at(0), 2);
  }
  StepTold told(std::string value) {
    StepTold told;
    told.values = {std::move(value)};
    return told;
  }
  void step(SimTime now, HostNumber host, std::string value = "same") {
    story.stepped(now, host, ++events, told(std::move(value)));
  }
  void write(SimTime now, HostNumber host, std::uint64_t number) {
    StepTold writing = told("same");
    writing.write = WriteTold{.number = number, .text = {}};
    story.stepped(now, host, ++events, std::move(writing));
  }
  Story story;
  std::uint64_t events = 0;
};

TEST(Story, AStepTakesInWhatCameSinceTheOneBefore) {
  Rig rig;
  rig.step(at(1), 1);
  const std::uint64_t flight = rig.story.sent(at(1), 1, 2, {});
  rig.step(at(2), 2);
  rig.story.arrived(at(3), flight);
  rig.step(at(4), 2);
  EXPECT_EQ(rig.story.flights()[0].step_sent, 1U);
  EXPECT_EQ(rig.story.flights()[0].step_heard, 3U);
  EXPECT_EQ(rig.story.flights()[0].fate, Story::Fate::Heard);
}

TEST(Story, ARepeatedMessageArrivesOnceMore) {
  Rig rig;
  rig.step(at(1), 1);
  const std::uint64_t flight = rig.story.sent(at(1), 1, 2, {});
  rig.story.arrived(at(2), flight);
  rig.step(at(2), 2);
  rig.step(at(3), 1);
  rig.story.arrived(at(4), flight);
  rig.step(at(4), 2);
  ASSERT_EQ(rig.story.flights().size(), 2U);
  EXPECT_EQ(rig.story.flights()[0].step_heard, 2U);
  EXPECT_EQ(rig.story.flights()[1].step_sent, 1U);
  EXPECT_EQ(rig.story.flights()[1].step_heard, 4U);
}

TEST(Story, WhatArrivesBeforeADeathIsNeverTakenIn) {
  Rig rig;
  rig.step(at(1), 1);
  const std::uint64_t flight = rig.story.sent(at(1), 1, 2, {});
  const std::uint64_t late = rig.story.sent(at(1), 1, 2, {});
  rig.story.arrived(at(2), flight);
  rig.story.died(at(3), 2, {});
  rig.story.arrived(at(4), late);
  rig.story.started(at(5), 2);
  rig.step(at(5), 2);
  EXPECT_EQ(rig.story.flights()[0].step_heard, 0U);
  EXPECT_EQ(rig.story.flights()[1].fate, Story::Fate::Unheard);
  EXPECT_TRUE(rig.story.steps()[1].is_first);
}

TEST(Story, ADeathLosesTheNewestWritesAndThoseThatTheDiskNeverGot) {
  Rig rig;
  for (std::uint64_t number = 1; number <= 4; ++number) rig.write(at(1), 1, number);
  rig.story.became_durable(at(2), 1, 1);
  rig.step(at(2), 1);
  // Of the three under way the last was never handed over, and the crash keeps one of the other two.
  rig.story.died(at(3), 1, {.given = 2, .lost = 1});
  const auto& writes = rig.story.writes();
  EXPECT_EQ(writes[0].step_heard, 5U);
  EXPECT_FALSE(writes[0].is_lost);
  EXPECT_FALSE(writes[1].is_lost);
  EXPECT_TRUE(writes[2].is_lost);
  EXPECT_TRUE(writes[3].is_lost);
}

TEST(Story, StepsThatAreForgottenStayInTheSnapshots) {
  Rig rig;
  rig.step(at(1), 2, "of two");
  for (int i = 0; rig.story.first_step() == 1; ++i) rig.step(at(2 + i), 1, std::to_string(i));
  EXPECT_EQ(rig.story.first_step(), 2U);
  EXPECT_EQ(rig.story.snapshots_before()[2].values[0], "of two");
  EXPECT_EQ(rig.story.snapshots_before()[1].values[0], "");
  rig.step(at(9), 1);
  EXPECT_EQ(rig.story.snapshots_before()[1].values[0], "0");
}

TEST(Story, OnlyWhatChangesIsKept) {
  Rig rig;
  rig.step(at(1), 1, "a");
  rig.step(at(2), 1, "a");
  rig.step(at(3), 1, "b");
  EXPECT_EQ(rig.story.steps()[0].changes.size(), 1U);
  EXPECT_TRUE(rig.story.steps()[1].changes.empty());
  EXPECT_EQ(rig.story.steps()[2].changes[0].text, "b");
}

}  // namespace
}  // namespace pawl::sim
