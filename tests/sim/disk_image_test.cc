// Goal: what a node of pawl wrote is what it finds when it starts again.

#include "sim/pawl/disk_image.h"

#include <gtest/gtest.h>

#include "sim/pawl/system.h"

namespace pawl::sim {
namespace {

node::Persist entry(std::uint64_t index) {
  node::Persist persist;
  persist.log.append.push_back({.term = Term{1}, .index = LogIndex{index}, .bytes = 0, .command = nullptr});
  return persist;
}

TEST(DiskImage, HoldsWhatWasWritten) {
  DiskImage image;
  for (std::uint64_t index = 1; index <= 3; ++index) image.apply(entry(index));
  EXPECT_EQ(image.last(), LogIndex{3});
  EXPECT_EQ(image.boot().raft.log.size(), 3U);
}

TEST(DiskImage, TruncationAndCompactionCutBothEnds) {
  DiskImage image;
  for (std::uint64_t index = 1; index <= 4; ++index) image.apply(entry(index));
  node::Persist cut;
  cut.log.truncate_from = LogIndex{4};
  cut.log.compact_to = raft::LogPosition{Term{1}, LogIndex{2}};
  image.apply(std::move(cut));
  EXPECT_EQ(image.base().index, LogIndex{2});
  EXPECT_EQ(image.last(), LogIndex{3});
  EXPECT_EQ(image.term_at(LogIndex{2}), Term{1});
  EXPECT_EQ(image.term_at(LogIndex{1}), Term{0});
}

TEST(DiskImage, ACopyIsItsOwn) {
  DiskImage image;
  image.apply(entry(1));
  DiskImage copy = image;
  copy.apply(entry(2));
  EXPECT_EQ(image.last(), LogIndex{1});
  EXPECT_EQ(copy.last(), LogIndex{2});
}

TEST(DiskImage, ItsFingerprintSeesTheLogAndTheVote) {
  DiskImage image;
  image.apply(entry(1));
  const Digest one = Pawl::fingerprint(image);
  DiskImage longer = image;
  longer.apply(entry(2));
  EXPECT_NE(Pawl::fingerprint(longer), one);
  node::Persist vote;
  vote.log.hard = raft::HardState{Term{1}, NodeId{2}};
  image.apply(std::move(vote));
  EXPECT_NE(Pawl::fingerprint(image), one);
}

}  // namespace
}  // namespace pawl::sim
