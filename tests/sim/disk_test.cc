// Goal: the disk keeps what it said is durable, writes in order, and after a crash holds a prefix of what was
// under way. Method: writes that are numbers; the image remembers them.

#include "sim/world/disk.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/sim/mail.h"

namespace pawl::sim {
namespace {

struct Rig {
  explicit Rig(std::uint64_t seed) : choices(seed, "disk.1") {}
  EventQueue queue;
  Stream choices;
  Disk<Mail> disk{DiskPlan{}, HostId{1}, queue, choices};
  void write(std::uint64_t number, bool is_urgent = true) { disk.write({number, is_urgent, number}, 1); }
  std::optional<std::uint64_t> finish() {
    const Event event = queue.pop();
    EXPECT_EQ(event.kind, EventKind::DiskDone);
    return disk.done(1);
  }
  std::size_t durable() const { return disk.image().written.size(); }
};

TEST(Disk, NothingIsDurableBeforeItIsDone) {
  Rig rig(1);
  rig.write(1);
  EXPECT_EQ(rig.durable(), 0U);
  EXPECT_EQ(rig.finish(), 1U);
  EXPECT_EQ(rig.durable(), 1U);
}

TEST(Disk, WritesThatWaitBecomeDurableInOrder) {
  Rig rig(1);
  for (std::uint64_t number = 1; number <= 10; ++number) rig.write(number);
  std::uint64_t durable = 0;
  while (durable < 10) {
    const auto number = rig.finish();
    ASSERT_GT(number, durable);
    durable = *number;
    ASSERT_EQ(rig.durable(), durable);
  }
  EXPECT_TRUE(rig.queue.empty());
  for (std::uint64_t i = 0; i < 10; ++i) EXPECT_EQ(rig.disk.image().written[i], i + 1);
}

TEST(Disk, WhatNobodyWaitsForIsPutOff) {
  Rig rig(1);
  rig.write(1, false);
  const Event event = rig.queue.pop();
  EXPECT_EQ(event.kind, EventKind::DiskLazy);
  rig.disk.lazy(1);
  EXPECT_EQ(rig.finish(), 1U);
}

TEST(Disk, ACrashKeepsAnyPrefixAndLosesTheRest) {
  std::set<std::uint64_t> kept;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Rig rig(seed);
    for (std::uint64_t number = 1; number <= 3; ++number) rig.write(number);
    const std::uint64_t lost = rig.disk.crash();
    EXPECT_EQ(rig.durable(), 3 - lost);
    kept.insert(3 - lost);
  }
  EXPECT_EQ(kept, (std::set<std::uint64_t>{0, 1, 2, 3}));
}

TEST(Disk, AHungDiskFinishesWhenItIsWhole) {
  Rig rig(1);
  rig.write(1);
  rig.disk.hang();
  EXPECT_EQ(rig.finish(), std::nullopt);
  EXPECT_TRUE(rig.queue.empty());
  rig.disk.unhang(1);
  EXPECT_EQ(rig.finish(), 1U);
}

TEST(Disk, ALookUpFindsWhatIsDurableThen) {
  Rig rig(1);
  rig.disk.replace({{10, 20, 30}});
  rig.disk.look_up({7, {2}}, 1);
  const Event event = rig.queue.pop();
  EXPECT_EQ(event.kind, EventKind::DiskFinds);
  const auto found = rig.disk.find(event.slot);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->number, 7U);
  EXPECT_EQ(found->found, 30U);
}

TEST(Disk, ALookUpDiesWithItsProcess) {
  Rig rig(1);
  rig.disk.look_up({7, {0}}, 1);
  (void)rig.disk.crash();
  EXPECT_FALSE(rig.disk.find(rig.queue.pop().slot).has_value());
}

}  // namespace
}  // namespace pawl::sim
