// Goal: events come in the order of time, then of planning; clocks drift and jump without going back.

#include <gtest/gtest.h>

#include "sim/choice/stream.h"
#include "sim/world/clock.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {
namespace {

TEST(EventQueue, OrdersByTimeThenByPlanning) {
  EventQueue queue;
  Stream choices(3, "clock");
  for (std::uint32_t i = 0; i < 5000; ++i)
    queue.plan(SimTime{static_cast<std::int64_t>(choices.choose("at", 300))}, EventKind::Turn, 0, i, 0);
  Event before = queue.pop();
  for (int i = 1; i < 5000; ++i) {
    const Event event = queue.pop();
    ASSERT_TRUE(before.at < event.at || (before.at == event.at && before.slot < event.slot));
    ASSERT_EQ(queue.now(), event.at);
    before = event;
  }
  EXPECT_TRUE(queue.empty());
}

TEST(EventQueue, WhatIsPlannedInThePastHappensNow) {
  EventQueue queue;
  queue.plan(SimTime{100}, EventKind::Turn, 0, 0, 0);
  (void)queue.pop();
  queue.plan(SimTime{5}, EventKind::Turn, 0, 1, 0);
  EXPECT_EQ(queue.pop().at, SimTime{100});
}

TEST(Clock, TheMonotonicClockNeverGoesBackAndDriftsAsItIsTold) {
  for (const std::int64_t ppm : {-50'000, -1, 0, 1, 50'000}) {
    Clock clock;
    clock.begin_life(SimTime{1000}, Instant{77}, ppm);
    Instant before{0};
    for (std::int64_t ns = 1000; ns < 1'000'000'000; ns += 1'234'567) {
      const Instant now = clock.read(SimTime{ns}).monotonic;
      ASSERT_GE(now, before);
      before = now;
    }
    const std::int64_t second = clock.read(SimTime{1'000'001'000}).monotonic.ns - 77;
    EXPECT_EQ(second, 1'000'000'000 + ppm * 1000);
  }
}

TEST(Clock, WhenIsTheFirstMomentThatShowsTheInstant) {
  for (const std::int64_t ppm : {-50'000, -333, 0, 333, 50'000}) {
    Clock clock;
    clock.begin_life(SimTime{5}, Instant{1'000}, ppm);
    for (std::int64_t ahead = 1; ahead < 10'000'000'000; ahead = ahead * 3 + 1) {
      const Instant wanted{1'000 + ahead};
      const SimTime at = clock.when(wanted);
      ASSERT_GE(clock.read(at).monotonic, wanted);
      ASSERT_LT(clock.read(at - nanoseconds(2)).monotonic, wanted);
    }
    EXPECT_EQ(clock.when(kNever), kSimNever);
  }
}

TEST(Clock, TheCalendarJumpsAndTheMonotonicClockDoesNot) {
  Clock clock;
  clock.begin_life(SimTime{0}, Instant{0}, 0);
  clock.set_wall(SimTime{0}, WallTime{500});
  clock.jump_wall(nanoseconds(-200));
  EXPECT_EQ(clock.read(SimTime{100}).wall, WallTime{400});
  EXPECT_EQ(clock.read(SimTime{100}).monotonic, Instant{100});
}

}  // namespace
}  // namespace pawl::sim
