// Goal: the ledger of promises objects to a promise that left too early, and to one that a restart forgot.

#include "sim/pawl/oracle/promises.h"
#include "sim/pawl/oracle/rules.h"

#include <gtest/gtest.h>

namespace pawl::sim {
namespace {

struct Rig {
  Findings findings;
  LogBook logs{3, {}, findings};
  Promises promises{3, findings};
  DiskImage disk;

  void write(std::uint64_t term, std::uint64_t vote, std::uint64_t entries) {
    node::Persist persist;
    persist.log.hard = raft::HardState{Term{term}, NodeId{vote}};
    for (std::uint64_t i = 0; i < entries; ++i) {
      raft::Entry entry;
      entry.term = Term{term};
      entry.index = disk.last().plus(i + 1);
      persist.log.append.push_back(entry);
    }
    logs.wrote(NodeId{1}, persist.log);
    disk.apply(std::move(persist));
  }
  void say(raft::Message message, std::uint64_t to = 2) {
    promises.leaving({NodeId{1}, NodeId{to}, Term{3}, disk, logs}, {node::PeerMessage{std::move(message)}});
  }
  std::string verdict() const { return findings.is_clean() ? "" : findings.violation()->oracle; }
};

raft::Message grant(std::uint64_t term) {
  return raft::VoteReply{.term = Term{term}, .round = raft::Round::Vote, .granted = true};
}

TEST(Promises, AVoteMustBeOnDiskWhenItLeaves) {
  Rig rig;
  rig.write(3, 2, 0);
  rig.say(grant(3));
  EXPECT_EQ(rig.verdict(), "");
  Rig early;
  early.write(3, 0, 0);
  early.say(grant(3));
  EXPECT_EQ(early.verdict(), oracle::kPromiseEarly);
}

TEST(Promises, ARehearsalPromisesNothing) {
  Rig rig;
  rig.say(raft::VoteReply{.term = Term{9}, .round = raft::Round::PreVote, .granted = true});
  EXPECT_EQ(rig.verdict(), "");
}

TEST(Promises, AnAcknowledgementMustBeOnDiskWhenItLeaves) {
  Rig rig;
  rig.write(3, 0, 2);
  rig.say(raft::AppendReply{.term = Term{3}, .match = LogIndex{2}, .read = {}});
  EXPECT_EQ(rig.verdict(), "");
  rig.say(raft::AppendReply{.term = Term{3}, .match = LogIndex{3}, .read = {}});
  EXPECT_EQ(rig.verdict(), oracle::kPromiseEarly);
}

TEST(Promises, AnOlderEntryAtThatPlaceIsNotTheAcknowledgedOne) {
  Rig rig;
  rig.write(2, 0, 1);
  raft::LogWrite newer;
  newer.truncate_from = LogIndex{1};
  newer.append.push_back({.term = Term{3}, .index = LogIndex{1}, .bytes = 0, .command = nullptr});
  rig.logs.wrote(NodeId{1}, newer);
  rig.write(3, 0, 0);
  rig.say(raft::AppendReply{.term = Term{3}, .match = LogIndex{1}, .read = {}});
  EXPECT_EQ(rig.verdict(), oracle::kPromiseEarly);
}

TEST(Promises, ARestartMustNotForget) {
  Rig rig;
  rig.write(3, 2, 2);
  rig.say(grant(3));
  rig.say(raft::AppendReply{.term = Term{3}, .match = LogIndex{2}, .read = {}});
  rig.promises.check_restart(NodeId{1}, rig.disk);
  EXPECT_EQ(rig.verdict(), "");
  const DiskImage empty;
  rig.promises.check_restart(NodeId{1}, empty);
  EXPECT_EQ(rig.verdict(), oracle::kPromiseKept);
}

TEST(Promises, AVoteIsGivenOnceInATerm) {
  Rig rig;
  rig.write(3, 2, 0);
  rig.say(grant(3), 2);
  rig.write(3, 3, 0);
  rig.say(grant(3), 3);
  EXPECT_EQ(rig.verdict(), oracle::kPromiseKept);
}

}  // namespace
}  // namespace pawl::sim
