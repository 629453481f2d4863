// Goal: each oracle that looks after every step objects to the smallest step that breaks its rule. Method: a
// real node, and statuses as a broken one would show them.

#include "sim/pawl/oracle/oracles.h"

#include <gtest/gtest.h>

#include "sim/choice/stream.h"
#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {
namespace {

struct Rig {
  Rig() {
    for (std::uint64_t n = 1; n <= 3; ++n) options.raft.members.voters.push_back(NodeId{n});
    options.raft.self = NodeId{1};
    machine.emplace(options, node::Boot{}, Now{}, choices);
    for (std::uint64_t n = 1; n <= 2; ++n) oracles.booted(NodeId{n}, 1, *machine, disk);
  }
  /// The node shows this status after a step that wanted nothing.
  void show(std::uint64_t node, const node::Status& status) {
    const DiskImage* disks[3] = {&disk, &disk, &disk};
    oracles.stepped({NodeId{node}, 1, *machine, status, nullptr, {}, {}}, disks);
  }
  node::Status status() const { return machine->status(); }
  std::string verdict() const { return findings.is_clean() ? "" : findings.violation()->oracle; }

  Findings findings;
  Oracles oracles{3, node::Options{}, Beginning{}, findings};
  Stream choices{1, "core.1"};
  node::Options options;
  std::optional<node::Node> machine;
  DiskImage disk;
};

TEST(Oracles, ANodeAsItIsPasses) {
  Rig rig;
  rig.show(1, rig.status());
  rig.show(2, rig.status());
  EXPECT_EQ(rig.verdict(), "");
}

TEST(Oracles, ATermThatGoesBackIsFound) {
  Rig rig;
  node::Status status = rig.status();
  status.raft.term = Term{5};
  rig.show(1, status);
  EXPECT_EQ(rig.verdict(), "");
  status.raft.term = Term{4};
  rig.show(1, status);
  EXPECT_EQ(rig.verdict(), oracle::kInvariant);
}

TEST(Oracles, WhatIsAppliedIsCommitted) {
  Rig rig;
  node::Status status = rig.status();
  status.applied = LogIndex{1};
  rig.show(1, status);
  EXPECT_EQ(rig.verdict(), oracle::kApplied);
}

TEST(Oracles, EqualPlacesHoldEqualStates) {
  Rig rig;
  node::Status status = rig.status();
  status.raft.commit = LogIndex{1};
  status.applied = LogIndex{1};
  rig.show(1, status);
  EXPECT_EQ(rig.verdict(), "");
  status.digest.low ^= 1;
  rig.show(2, status);
  EXPECT_EQ(rig.verdict(), oracle::kDigest);
}

TEST(Oracles, AnAlarmWhereNothingIsLostIsFound) {
  Rig rig;
  const DiskImage* disks[3] = {&rig.disk, &rig.disk, &rig.disk};
  const std::vector<node::Event> events{raft::FollowerBehindLog{.follower = NodeId{2}, .base = LogIndex{1}}};
  const node::Status status = rig.status();
  rig.oracles.stepped({NodeId{1}, 1, *rig.machine, status, nullptr, events, {}}, disks);
  EXPECT_EQ(rig.verdict(), oracle::kAlarm);
}

TEST(Oracles, EveryOneHasItsRuleInWords) {
  for (const std::string_view name :
       {oracle::kCheck,       oracle::kInvariant,    oracle::kOneLeader, oracle::kLogMatching,
        oracle::kLogWhole,    oracle::kCompleteness, oracle::kCommitted, oracle::kCommitDurable,
        oracle::kDurable,     oracle::kDigest,       oracle::kApplied,   oracle::kPromiseEarly,
        oracle::kPromiseKept, oracle::kHistory,      oracle::kIssued,    oracle::kKeys,
        oracle::kAnswers,     oracle::kModel,        oracle::kRefused,   oracle::kGuidance,
        oracle::kBounds,      oracle::kService,      oracle::kAlarm,     oracle::kRecovery,
        oracle::kConvergence, oracle::kSteadyLeader})
    EXPECT_FALSE(oracle::rule_of(name, rules_of_pawl()).empty()) << name;
  EXPECT_TRUE(oracle::rule_of("of-no-name", rules_of_pawl()).empty());
}

TEST(Findings, TheFirstCountsAndKnowsItsPlace) {
  Findings findings;
  Event event;
  event.at = SimTime{77};
  event.node = 2;
  findings.begin_step(9, event);
  findings.violated(oracle::kDigest, "first");
  findings.violated(oracle::kApplied, "second");
  ASSERT_TRUE(findings.violation().has_value());
  EXPECT_EQ(findings.violation()->detail, "first");
  EXPECT_EQ(findings.violation()->step, 9U);
  EXPECT_EQ(findings.violation()->at, SimTime{77});
  EXPECT_EQ(findings.violation()->node, HostId{2});
}

TEST(Findings, AnOracleThatIsOffKeepsSilent) {
  Findings findings;
  findings.switch_off("equal-state,serves-again");
  findings.violated(oracle::kRecovery, "");
  findings.violated(oracle::kDigest, "");
  EXPECT_TRUE(findings.is_clean());
  findings.violated(oracle::kApplied, "");
  EXPECT_FALSE(findings.is_clean());
}

}  // namespace
}  // namespace pawl::sim
