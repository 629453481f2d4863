// Goal: each oracle about logs objects to the smallest history that breaks it.

#include "sim/pawl/oracle/log_book.h"
#include "sim/pawl/oracle/rules.h"

#include <gtest/gtest.h>

#include "core/node/command.h"

namespace pawl::sim {
namespace {

raft::Entry entry(std::uint64_t index, std::uint64_t term) {
  raft::Entry made;
  made.index = LogIndex{index};
  made.term = Term{term};
  return made;
}

struct Rig {
  Findings findings;
  LogBook book{3, {}, findings};
  DiskImage disks[3];

  void write(std::uint64_t node, std::vector<raft::Entry> entries, std::optional<std::uint64_t> cut = {}) {
    raft::LogWrite log;
    if (cut) log.truncate_from = LogIndex{*cut};
    log.append = std::move(entries);
    book.wrote(NodeId{node}, log);
    node::Persist persist;
    persist.log = log;
    disks[node - 1].apply(std::move(persist));
  }
  void commit(std::uint64_t node, std::uint64_t term, std::uint64_t index) {
    raft::Status status;
    status.term = Term{term};
    status.commit = LogIndex{index};
    const DiskImage* images[3] = {&disks[0], &disks[1], &disks[2]};
    book.committed(NodeId{node}, status, images);
  }
  std::string verdict() const { return findings.is_clean() ? "" : findings.violation()->oracle; }
};

TEST(LogBook, ATermHasOneLeaderInOneLife) {
  Rig rig;
  rig.book.became_leader(NodeId{1}, 1, Term{1});
  rig.book.became_leader(NodeId{2}, 1, Term{2});
  EXPECT_EQ(rig.verdict(), "");
  rig.book.became_leader(NodeId{3}, 1, Term{2});
  EXPECT_EQ(rig.verdict(), oracle::kOneLeader);
  Rig again;
  again.book.became_leader(NodeId{1}, 1, Term{1});
  again.book.became_leader(NodeId{1}, 2, Term{1});
  EXPECT_EQ(again.verdict(), oracle::kOneLeader);
}

TEST(LogBook, EqualPositionsHoldEqualEntries) {
  Rig rig;
  rig.write(1, {entry(1, 1), entry(2, 2)});
  rig.write(2, {entry(1, 1), entry(2, 2)});
  EXPECT_EQ(rig.verdict(), "");
  raft::Entry other = entry(2, 2);
  other.command = std::make_shared<const Command>();
  rig.write(3, {entry(1, 1), other});
  EXPECT_EQ(rig.verdict(), oracle::kLogMatching);
  Rig before;
  before.write(1, {entry(1, 1), entry(2, 3)});
  before.write(2, {entry(1, 2), entry(2, 3)});
  EXPECT_EQ(before.verdict(), oracle::kLogMatching);
}

TEST(LogBook, LogsHaveNoHoles) {
  Rig rig;
  raft::LogWrite log;
  log.append = {entry(2, 1)};
  rig.book.wrote(NodeId{1}, log);
  EXPECT_EQ(rig.verdict(), oracle::kLogWhole);
}

TEST(LogBook, WhatIsCommittedStays) {
  Rig rig;
  for (const std::uint64_t node : {1U, 2U}) rig.write(node, {entry(1, 1), entry(2, 1)});
  rig.commit(1, 1, 2);
  rig.write(3, {entry(1, 1), entry(2, 2)});
  rig.write(3, {}, 2);
  EXPECT_EQ(rig.verdict(), "") << "another entry than the committed one may go";
  rig.write(2, {}, 2);
  EXPECT_EQ(rig.verdict(), oracle::kCommitted);
}

TEST(LogBook, TwoEntriesCannotBothBeCommitted) {
  Rig rig;
  for (const std::uint64_t node : {1U, 2U}) rig.write(node, {entry(1, 1)});
  rig.commit(1, 1, 1);
  rig.write(3, {entry(1, 2)});
  rig.commit(3, 2, 1);
  EXPECT_EQ(rig.verdict(), oracle::kCommitted);
}

TEST(LogBook, ALeaderHasWhatEarlierTermsCommitted) {
  Rig rig;
  for (const std::uint64_t node : {1U, 2U}) rig.write(node, {entry(1, 1)});
  rig.commit(1, 1, 1);
  rig.book.became_leader(NodeId{2}, 1, Term{2});
  EXPECT_EQ(rig.verdict(), "");
  rig.book.became_leader(NodeId{3}, 1, Term{3});
  EXPECT_EQ(rig.verdict(), oracle::kCompleteness);
}

TEST(LogBook, ACommitIsOnAMajorityOfDisks) {
  Rig rig;
  rig.write(1, {entry(1, 1)});
  rig.commit(1, 1, 1);
  EXPECT_EQ(rig.verdict(), oracle::kCommitDurable);
}

TEST(LogBook, WhatANodeTakesToBeDurableIsOnItsDisk) {
  Rig rig;
  rig.write(1, {entry(1, 1), entry(2, 1)});
  rig.book.trusts(NodeId{1}, LogIndex{2}, rig.disks[0]);
  EXPECT_EQ(rig.verdict(), "");
  rig.book.trusts(NodeId{1}, LogIndex{2}, rig.disks[1]);
  EXPECT_EQ(rig.verdict(), oracle::kDurable);
}

TEST(LogBook, AnOlderEntryOnTheDiskIsNotTheOneThatReplacesIt) {
  Rig rig;
  rig.write(1, {entry(1, 1), entry(2, 1)});
  raft::LogWrite under_way;
  under_way.truncate_from = LogIndex{2};
  under_way.append = {entry(2, 2)};
  rig.book.wrote(NodeId{1}, under_way);
  rig.book.trusts(NodeId{1}, LogIndex{1}, rig.disks[0]);
  EXPECT_EQ(rig.verdict(), "");
  rig.book.trusts(NodeId{1}, LogIndex{2}, rig.disks[0]);
  EXPECT_EQ(rig.verdict(), oracle::kDurable);
}

}  // namespace
}  // namespace pawl::sim
