// Goal: whole runs. Equal seeds are equal to the last event, recordings replay, and every shipped scenario is
// clean for a few seeds and above its floor; the long campaigns are ci/test's.

#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/check.h"
#include "sim/pawl/client/session.h"
#include "sim/pawl/scenario/scenario.h"
#include "sim/pawl/system.h"
#include "sim/run/campaign.h"

namespace pawl::sim {
namespace {

Scenario shipped(const std::string& name) {
  auto scenario = Scenario::read(PAWL_SOURCE_DIR "/scenarios/" + name + ".textproto");
  EXPECT_TRUE(scenario.has_value()) << scenario.error();
  return *scenario;
}

RunResult run(const Scenario& scenario, const RunSettings& settings) {
  take_over_checks();
  const StackPool stacks;
  return scenario.run(settings, stacks);
}

TEST(Runs, EqualSeedsAreEqualAndOthersAreNot) {
  const Scenario scenario = shipped("everything");
  RunSettings settings;
  settings.seed = 11;
  const RunResult first = run(scenario, settings);
  const RunResult second = run(scenario, settings);
  EXPECT_EQ(first.hash, second.hash);
  EXPECT_EQ(first.events, second.events);
  settings.seed = 12;
  EXPECT_NE(first.hash, run(scenario, settings).hash);
}

TEST(Runs, AClusterThatServesAgainTooLateIsAViolation) {
  // All are dead when the faults end in some of these runs, and nobody is elected within one election
  // timeout.
  const auto scenario = Scenario::parse("late", R"(
    title: "all die, and must serve again at once"
    cluster { nodes: 3 }
    clients { script: NEXT }
    fault { kind: CRASH_ALL every_ms { min: 100 max: 300 } lasts_ms { min: 300 max: 900 } }
    span { faults_ms: 2000 recover_timeouts: 1 minority_away_percent: 0 })");
  ASSERT_TRUE(scenario.has_value()) << scenario.error();
  std::uint64_t late = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RunSettings settings;
    settings.seed = seed;
    const RunResult result = run(*scenario, settings);
    late += result.violation && result.violation->oracle == oracle::kRecovery ? 1 : 0;
  }
  EXPECT_GT(late, 0U);
}

TEST(Runs, GoingThroughBytesChangesNothing) {
  const auto scenario = Scenario::parse("bytes", R"(
      title: "crashes, truncations, compactions and forwarding"
      cluster { nodes: 3 compaction_keep { min: 0 max: 20 } append_bytes_max { min: 100 max: 2000 }
                retention_count { min: 8 max: 64 } bytes_percent: 50 cached_bytes_max { min: 1 max: 3000 } }
      network { duplicate_permille: 50 straggle_permille: 20 }
      clients { script: NEXT count: 3 sequences: 2 }
      clients { script: LIFECYCLE }
      clients { script: READER }
      fault { kind: CRASH } fault { kind: ISOLATE_LEADER } fault { kind: KILL_LEADER }
      span { faults_ms: 5000 })");
  ASSERT_TRUE(scenario.has_value()) << scenario.error();
  const auto list_with = [](std::uint64_t goes_through_bytes) {
    ChoiceList list{ChoiceList::Rule::Partial, {}, {}};
    list.streams["knobs"].insert({{"bytes", 0}, {goes_through_bytes, 0}});
    return list;
  };
  const ChoiceList plain = list_with(0);
  const ChoiceList as_bytes = list_with(1);
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    RunSettings settings;
    settings.seed = seed;
    settings.choices = &plain;
    const RunResult one = run(*scenario, settings);
    settings.choices = &as_bytes;
    const RunResult other = run(*scenario, settings);
    EXPECT_FALSE(one.violation.has_value());
    EXPECT_EQ(one.hash, other.hash) << seed;
    EXPECT_GT(one.figure("compactions"), 0U);
  }
}

TEST(Runs, TellingTheTraceChangesNothing) {
  const Scenario scenario = shipped("crash_loop");
  RunSettings settings;
  settings.seed = 3;
  const Digest quiet = run(scenario, settings).hash;
  std::uint64_t lines = 0;
  settings.trace = [&](const std::string&) { ++lines; };
  EXPECT_EQ(run(scenario, settings).hash, quiet);
  EXPECT_GT(lines, 1000U);
}

TEST(Runs, ARecordingIsTheSameRunUnderAnyOtherSeed) {
  const Scenario scenario = shipped("leader_kill");
  Recording recording;
  RunSettings settings;
  settings.seed = 5;
  settings.record = &recording;
  const RunResult first = run(scenario, settings);
  for (const ChoiceList& list : {whole_list(recording), sparse_list(recording)}) {
    RunSettings again;
    again.seed = 999;
    again.choices = &list;
    const RunResult second = run(scenario, again);
    EXPECT_EQ(first.hash, second.hash);
    EXPECT_EQ(second.fit.unknown, 0U);
    EXPECT_EQ(second.fit.unused, 0U);
  }
}

TEST(Runs, AnEditedListRuns) {
  // Whatever is taken out of what a run chose, another run is left.
  const Scenario scenario = shipped("leader_kill");
  Recording recording;
  RunSettings settings;
  settings.seed = 5;
  settings.record = &recording;
  (void)run(scenario, settings);
  ChoiceList list = sparse_list(recording);
  while (!list.streams.empty()) {
    RunSettings again;
    again.choices = &list;
    const RunResult result = run(scenario, again);
    EXPECT_FALSE(result.violation.has_value());
    list.streams.erase(list.streams.begin());
  }
}

TEST(Runs, ARunThatLeavesItsPathGoesAnotherWay) {
  const Scenario scenario = shipped("everything");
  RunSettings settings;
  settings.seed = 11;
  const RunResult straight = run(scenario, settings);
  settings.branch = Branch{straight.events / 2, 7};
  const RunResult first = run(scenario, settings);
  EXPECT_NE(first.hash, straight.hash);
  EXPECT_EQ(first.hash, run(scenario, settings).hash);
  settings.branch = Branch{straight.events + 1, 7};
  EXPECT_EQ(run(scenario, settings).hash, straight.hash) << "it was over before the fork";
}

TEST(Runs, EveryShippedScenarioIsCleanAndNotEmpty) {
  for (const auto& file : std::filesystem::directory_iterator(PAWL_SOURCE_DIR "/scenarios")) {
    if (file.is_directory()) continue;
    const auto scenario = Scenario::read(file.path());
    ASSERT_TRUE(scenario.has_value());
    CampaignSettings settings;
    settings.first_seed = 500;
    settings.run_count = 5;
    take_over_checks();
    (void)run_campaign(runs_of(*scenario), settings, [&](const RunResult& result) {
      EXPECT_FALSE(result.violation.has_value())
          << file.path() << " seed " << result.seed << ": " << result.violation->oracle << ": "
          << result.violation->detail;
      EXPECT_EQ(result.unknown, "") << file.path() << " seed " << result.seed;
      const bool has_peers = result.figure("messages") > 0;
      EXPECT_EQ(result.figure("promises") > 0, has_peers);
      EXPECT_GT(result.figure("digests compared"), 0U);
    });
  }
}

TEST(Runs, EveryFailureThatWasMendedStaysMended) {
  take_over_checks();
  for (const auto& file : std::filesystem::directory_iterator(PAWL_SOURCE_DIR "/scenarios/regressions")) {
    if (file.path().extension() != ".textproto") continue;
    const auto scenario = Scenario::read(file.path());
    ASSERT_TRUE(scenario.has_value()) << scenario.error();
    EXPECT_TRUE(scenario->is_one_run()) << file.path();
    const RunResult result = runs_of(*scenario)()(RunSettings{});
    EXPECT_FALSE(result.violation.has_value()) << file.path() << ": " << result.violation->detail;
    EXPECT_EQ(result.unknown, "") << file.path();
  }
}

TEST(Runs, JobsChangeNothing) {
  const Scenario scenario = shipped("lossy");
  const auto hashes = [&](std::uint32_t jobs) {
    CampaignSettings settings;
    settings.run_count = 6;
    settings.job_count = jobs;
    std::vector<Digest> result;
    (void)run_campaign(runs_of(scenario), settings,
                       [&](const RunResult& one) { result.push_back(one.hash); });
    return result;
  };
  take_over_checks();
  EXPECT_EQ(hashes(1), hashes(3));
}

/// The oracle that objects to a run of this scenario; "" if none does.
std::string oracle_of(const std::string& text, const RunSettings& settings = {}) {
  const auto scenario = Scenario::parse("f", "title: \"t\" " + text);
  EXPECT_TRUE(scenario.has_value()) << scenario.error();
  const RunResult result = run(*scenario, settings);
  return result.violation ? result.violation->oracle : "";
}

TEST(Runs, AFailedCheckOfTheCoreEndsTheRunAsAViolation) {
  RunSettings settings;
  std::uint64_t lines = 0;
  settings.trace = [&](const std::string&) { PAWL_CHECK(++lines < 50); };
  EXPECT_EQ(oracle_of("clients { script: NEXT }", settings), oracle::kCheck);
}

TEST(Runs, AChangeOfLeaderWhereNoneIsExpectedIsFound) {
  EXPECT_EQ(
      oracle_of("clients { script: NEXT } fault { kind: KILL_LEADER } expect { one_leader_only: true }"),
      oracle::kSteadyLeader);
}

TEST(Runs, NodesThatDoNotComeToStandEqualInTimeAreFound) {
  // A minority that missed seconds of entries gets them one by one over a slow network.
  EXPECT_EQ(oracle_of("clients { script: NEXT count: 4 think_us { min: 1000 max: 5000 } } "
                      "cluster { append_bytes_max { min: 1 max: 1 } inflight_bytes_max { min: 1 max: 1 } } "
                      "network { delay_us { min: 20000 max: 20000 } } "
                      "fault { kind: PARTITION every_ms { min: 1 max: 1 } lasts_ms { min: 4000 max: 4000 } } "
                      "span { faults_ms: 4000 converge_timeouts: 1 minority_away_percent: 0 }"),
            oracle::kConvergence);
}

TEST(Runs, AnAnswerThatMustNeverBeIsFound) {
  ChoiceBook book(1);
  const Plan plan;
  EventQueue queue;
  Trace trace;
  Findings findings;
  const StackPool stacks;
  ClientHistory history(plan, findings);
  PawlOracles oracles(plan, findings);
  Clients<Pawl> clients({plan, queue, book, trace, findings, stacks, history, oracles});
  clients.begin_one(ClientPlan{}, 0,
                    [](PawlSession& me) { me.blame("was told something else the second time"); });
  ASSERT_FALSE(findings.is_clean());
  EXPECT_EQ(findings.violation()->oracle, oracle::kAnswers);
}

TEST(Runs, BelowTheFloorIsThin) {
  const auto scenario = Scenario::parse(
      "f", "title: \"t\" clients { script: NEXT } span { faults_ms: 100 } expect { leaders_min: 9 }");
  ASSERT_TRUE(scenario.has_value());
  const RunResult result = run(*scenario, RunSettings{});
  EXPECT_FALSE(result.violation.has_value());
  EXPECT_EQ(result.unknown, "");
  EXPECT_NE(below(result.floors).find("leaders: "), std::string::npos) << below(result.floors);
}

TEST(Runs, TheHistoryIsWritten) {
  RunSettings settings;
  settings.keep_history = true;
  const RunResult result = run(shipped("quiet"), settings);
  EXPECT_NE(result.edn.find(":f :next"), std::string::npos);
  EXPECT_NE(result.edn.find(":idem"), std::string::npos);
}

}  // namespace
}  // namespace pawl::sim
