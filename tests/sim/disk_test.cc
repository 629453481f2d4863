// Goal: the disk keeps what it said is durable, writes in order, and after a crash holds a prefix of what was
// under way. Method: writes of one entry each; a node would find in boot() what is checked here.

#include "sim/world/disk.h"

#include <gtest/gtest.h>

#include <set>

namespace pawl::sim {
namespace {

node::Persist entry(std::uint64_t seq, bool must_sync) {
  node::Persist persist;
  persist.seq = PersistSeq{seq};
  if (must_sync) {
    raft::Entry one;
    one.term = Term{1};
    one.index = LogIndex{seq};
    persist.log.append.push_back(one);
  }
  persist.must_sync = must_sync;
  return persist;
}

struct Rig {
  explicit Rig(std::uint64_t seed) : choices(seed, "disk.1") {}
  EventQueue queue;
  Stream choices;
  Disk disk{DiskPlan{}, NodeId{1}, queue, choices};
  PersistSeq finish() {
    const Event event = queue.pop();
    EXPECT_EQ(event.kind, EventKind::DiskDone);
    return disk.done(1);
  }
};

TEST(Disk, NothingIsDurableBeforeItIsDone) {
  Rig rig(1);
  rig.disk.write(entry(1, true), 1);
  EXPECT_EQ(rig.disk.image().last(), LogIndex{0});
  EXPECT_EQ(rig.finish(), PersistSeq{1});
  EXPECT_EQ(rig.disk.image().last(), LogIndex{1});
}

TEST(Disk, WritesThatWaitBecomeDurableInOrder) {
  Rig rig(1);
  for (std::uint64_t seq = 1; seq <= 10; ++seq) rig.disk.write(entry(seq, true), 1);
  std::uint64_t durable = 0;
  while (durable < 10) {
    const PersistSeq seq = rig.finish();
    ASSERT_GT(seq.value, durable);
    durable = seq.value;
    ASSERT_EQ(rig.disk.image().last(), LogIndex{durable});
  }
  EXPECT_TRUE(rig.queue.empty());
}

TEST(Disk, WhatNobodyWaitsForIsPutOff) {
  Rig rig(1);
  rig.disk.write(entry(1, false), 1);
  const Event event = rig.queue.pop();
  EXPECT_EQ(event.kind, EventKind::DiskLazy);
  rig.disk.lazy(1);
  EXPECT_EQ(rig.finish(), PersistSeq{1});
}

TEST(Disk, ACrashKeepsAnyPrefixAndLosesTheRest) {
  std::set<std::uint64_t> kept;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Rig rig(seed);
    for (std::uint64_t seq = 1; seq <= 3; ++seq) rig.disk.write(entry(seq, true), 1);
    const std::uint64_t lost = rig.disk.crash();
    EXPECT_EQ(rig.disk.image().last().value, 3 - lost);
    kept.insert(3 - lost);
    EXPECT_EQ(rig.disk.image().boot().raft.log.size(), 3 - lost);
  }
  EXPECT_EQ(kept, (std::set<std::uint64_t>{0, 1, 2, 3}));
}

TEST(Disk, AHungDiskFinishesWhenItIsWhole) {
  Rig rig(1);
  rig.disk.write(entry(1, true), 1);
  rig.disk.hang();
  EXPECT_EQ(rig.finish(), PersistSeq{0});
  EXPECT_TRUE(rig.queue.empty());
  rig.disk.unhang(1);
  EXPECT_EQ(rig.finish(), PersistSeq{1});
}

TEST(Disk, TruncationAndCompactionCutBothEnds) {
  Rig rig(1);
  for (std::uint64_t seq = 1; seq <= 4; ++seq) rig.disk.write(entry(seq, true), 1);
  node::Persist cut;
  cut.seq = PersistSeq{5};
  cut.log.truncate_from = LogIndex{4};
  cut.log.compact_to = raft::LogPosition{Term{1}, LogIndex{2}};
  cut.must_sync = true;
  rig.disk.write(std::move(cut), 1);
  while (rig.finish() != PersistSeq{5}) {
  }
  EXPECT_EQ(rig.disk.image().base().index, LogIndex{2});
  EXPECT_EQ(rig.disk.image().last(), LogIndex{3});
  EXPECT_EQ(rig.disk.image().term_at(LogIndex{2}), Term{1});
  EXPECT_EQ(rig.disk.image().term_at(LogIndex{1}), Term{0});
}

}  // namespace
}  // namespace pawl::sim
