// Goal: each service level objects to a run that misses it, and to none that keeps it. Method: calls, faults
// and elections by hand; an election timeout of 300 ms, a heartbeat of 50 ms.

#include "sim/pawl/oracle/service.h"
#include "sim/pawl/oracle/rules.h"

#include <gtest/gtest.h>

namespace pawl::sim {
namespace {

SimTime at_ms(std::int64_t ms) { return SimTime{} + milliseconds(ms); }

struct Rig {
  /// A call that began then and was acknowledged so much later.
  void call(std::int64_t ms, std::int64_t took_ms, bool reads = false) {
    node::Ask ask = machine::Request{"k", machine::SequenceReserve{"n"}};
    if (reads) ask = machine::Query{machine::SequenceGet{"n"}};
    const std::size_t number = chronicle.begin(0, std::move(ask), at_ms(ms));
    chronicle.end(number, machine::Reserved{}, 1, at_ms(ms + took_ms));
  }
  void fault(FaultKind kind, std::int64_t from_ms, std::int64_t to_ms, std::uint64_t host = 1) {
    faults.push_back({kind, HostId{host}, at_ms(from_ms), at_ms(to_ms)});
  }
  std::string verdict() {
    Findings findings;
    judge_service({chronicle, faults, elections, at_ms(60'000), plan}, findings);
    return findings.is_clean() ? "" : findings.violation()->oracle;
  }

  Chronicle chronicle;
  std::vector<Occurrence> faults;
  std::vector<Election> elections;
  Plan plan;
};

TEST(Service, WithoutAWordNothingIsJudged) {
  Rig rig;
  rig.fault(FaultKind::Pause, 1000, 2000);
  EXPECT_EQ(rig.verdict(), "");
}

TEST(Service, AfterAFaultSomebodyIsServedSoon) {
  Rig rig;
  rig.plan.expect.first_ack_timeouts = 2;
  rig.fault(FaultKind::Pause, 1000, 2000);
  rig.call(900, 200);
  rig.call(1100, 500);
  EXPECT_EQ(rig.verdict(), "");
  Rig late;
  late.plan.expect.first_ack_timeouts = 2;
  late.fault(FaultKind::Pause, 1000, 2000);
  late.call(900, 200);
  late.call(1100, 501);
  EXPECT_EQ(late.verdict(), oracle::kService);
  Rig all;
  all.plan.expect.first_ack_timeouts = 2;
  all.fault(FaultKind::CrashAll, 1000, 2000);
  all.call(2300, 600);
  EXPECT_EQ(all.verdict(), "");
}

TEST(Service, OfSeveralDeathsOneIsHealedBeforeAnElectionTimeout) {
  for (const std::int64_t took : {240, 241}) {
    Rig rig;
    rig.plan.expect.quickest_ack_percent = 80;
    for (std::int64_t i = 1; i <= 4; ++i) {
      rig.fault(FaultKind::KillLeader, i * 3000, i * 3000 + 100);
      rig.call(i * 3000, i == 3 ? took : 700);
    }
    EXPECT_EQ(rig.verdict(), took == 240 ? "" : oracle::kService);
  }
}

TEST(Service, WhoIsAskedToLeaveHandsOver) {
  const auto verdict = [](std::int64_t next_ms, std::uint64_t asked) {
    Rig rig;
    rig.plan.expect.hand_over_percent = 50;
    rig.elections = {{at_ms(500), NodeId{1}}, {at_ms(next_ms), NodeId{2}}};
    rig.fault(FaultKind::Retire, 1000, 2000, asked);
    return rig.verdict();
  };
  EXPECT_EQ(verdict(1150, 1), "");
  EXPECT_EQ(verdict(1151, 1), oracle::kService);
  EXPECT_EQ(verdict(1151, 2), "") << "a follower has nothing to hand over";
}

TEST(Service, QuietCallsDoNotWaitForHeartbeats) {
  for (const bool reads : {false, true}) {
    const auto verdict = [&](int slow) {
      Rig rig;
      rig.plan.expect.quiet_p99_percent = 60;
      rig.fault(FaultKind::Pause, 30'000, 31'000);
      for (int i = 0; i < 200; ++i) rig.call(2000 + i * 10, i < slow ? 31 : 30, reads);
      // Near a fault everything may be slow.
      for (int i = 0; i < 50; ++i) rig.call(30'000 + i, 1000, reads);
      return rig.verdict();
    };
    EXPECT_EQ(verdict(2), "");
    EXPECT_EQ(verdict(3), oracle::kService);
  }
}

}  // namespace
}  // namespace pawl::sim
