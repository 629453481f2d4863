// Goal: scenarios are read with their defaults, and what is wrong is told with line and column.

#include "sim/pawl/scenario/scenario.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <vector>

namespace pawl::sim {
namespace {

constexpr const char* kSmallest = "title: \"t\"\nclients { script: NEXT }\n";

std::string error_of(const std::string& text) {
  const auto scenario = Scenario::parse("f.textproto", text);
  return scenario ? "none" : scenario.error();
}

TEST(Scenario, TheSmallestHasDefaults) {
  const auto scenario = Scenario::parse("f", kSmallest);
  ASSERT_TRUE(scenario.has_value()) << scenario.error();
  Stream choices(1, "knobs");
  const Plan plan = scenario->draw(choices);
  EXPECT_EQ(plan.hosts, 3U);
  EXPECT_EQ(plan.options.raft.members.voters.size(), 3U);
  EXPECT_EQ(plan.span.recover, seconds(3)) << "ten election timeouts";
  EXPECT_TRUE(plan.faults.empty());
}

TEST(Scenario, RangesAreDrawnWithinTheirBounds) {
  const std::string text = std::string(kSmallest) + "cluster { compaction_keep { min: 3 max: 9 } }";
  const auto scenario = Scenario::parse("f", text);
  ASSERT_TRUE(scenario.has_value()) << scenario.error();
  bool is_least = false;
  bool is_most = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Stream choices(seed, "knobs");
    const std::uint64_t keep = scenario->draw(choices).options.raft.compaction_keep;
    EXPECT_TRUE(keep >= 3 && keep <= 9);
    is_least = is_least || keep == 3;
    is_most = is_most || keep == 9;
  }
  EXPECT_TRUE(is_least && is_most);
}

Plan drawn(const Scenario& scenario, std::uint64_t seed) {
  Stream choices(seed, "knobs");
  return scenario.draw(choices);
}

/// The run in which nothing special happens.
Plan quiet(const Scenario& scenario) {
  const ChoiceList nothing{ChoiceList::Rule::Sparse, {}, {}};
  ChoiceBook book(1);
  book.follow(&nothing);
  return scenario.draw(book.stream("knobs"));
}

TEST(Scenario, OneOfTheListedValuesIsDrawnAndTheFirstIsThePlainOne) {
  const auto scenario = Scenario::parse("f", R"(
    title: "t"
    cluster { nodes: [3, 2, 5] append_bytes_max { min: 1 max: 100 } limits_percent: 50 }
    network { loss_permille: [0, 10] delay_us { min: 1 max: 2 } delay_us { min: 3 max: 4 } }
    clients { script: NEXT count: [2, 4] sequences: [1, 3] }
    clients { script: RAW runs_percent: 50 count: 3 }
    fault { kind: CRASH every_ms { min: 1 max: 2 } every_ms { min: 3 max: 4 } runs_percent: 50 }
    span { faults_ms: [1000, 5000] })");
  ASSERT_TRUE(scenario.has_value()) << scenario.error();
  std::set<std::uint64_t> nodes;
  std::set<std::uint64_t> losses;
  std::set<std::int64_t> delays;
  std::set<std::uint32_t> counts;
  std::set<std::uint32_t> raw_counts;
  std::uint64_t unlimited = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Plan plan = drawn(*scenario, seed);
    EXPECT_EQ(plan.options.raft.members.voters.size(), plan.hosts);
    nodes.insert(plan.hosts);
    losses.insert(plan.network.loss_ppm);
    delays.insert(plan.network.delay_us.min);
    counts.insert(plan.clients[0].count);
    EXPECT_EQ(plan.clients[0].places, 4U);
    ASSERT_EQ(plan.clients.size(), 2U) << "groups keep their numbers";
    raw_counts.insert(plan.clients[1].count);
    unlimited += plan.options.raft.append_bytes_max == 100 ? 1 : 0;
  }
  EXPECT_EQ(nodes, (std::set<std::uint64_t>{2, 3, 5}));
  EXPECT_EQ(losses, (std::set<std::uint64_t>{0, 10'000}));
  EXPECT_EQ(delays, (std::set<std::int64_t>{1, 3}));
  EXPECT_EQ(counts, (std::set<std::uint32_t>{2, 4}));
  EXPECT_EQ(raw_counts, (std::set<std::uint32_t>{0, 3}));
  EXPECT_GT(unlimited, 100U) << "half of the runs have no small limit, and of the others some";
  EXPECT_LT(unlimited, 180U);
  const Plan plain = quiet(*scenario);
  EXPECT_EQ(plain.hosts, 3U);
  EXPECT_EQ(plain.network.loss_ppm, 0U);
  EXPECT_EQ(plain.clients[0].count, 2U);
  EXPECT_EQ(plain.clients[1].count, 0U);
  EXPECT_TRUE(plain.faults.empty());
  EXPECT_EQ(plain.span.faults, seconds(1));
  EXPECT_EQ(plain.options.raft.append_bytes_max, 100U);
}

TEST(Scenario, EverythingIsNeverEverythingInOneRun) {
  const auto scenario = Scenario::read(PAWL_SOURCE_DIR "/scenarios/everything.textproto");
  ASSERT_TRUE(scenario.has_value()) << scenario.error();
  constexpr std::uint64_t kRuns = 2000;
  std::uint64_t few_faults = 0;
  std::uint64_t no_faults = 0;
  std::uint64_t even = 0;
  std::uint64_t lossless = 0;
  std::map<FaultKind, std::uint64_t> have;
  std::vector<std::uint64_t> have_clients;
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    const Plan plan = drawn(*scenario, seed);
    few_faults += plan.faults.size() <= 1 ? 1 : 0;
    no_faults += plan.faults.empty() ? 1 : 0;
    even += plan.hosts % 2 == 0 ? 1 : 0;
    lossless += plan.network.loss_ppm == 0 ? 1 : 0;
    for (const FaultPlan& fault : plan.faults) ++have[fault.kind];
    have_clients.resize(plan.clients.size());
    for (std::size_t i = 0; i < plan.clients.size(); ++i)
      have_clients[i] += plan.clients[i].count > 0 ? 1 : 0;
  }
  EXPECT_GE(few_faults, kRuns / 10) << "one of ten has one fault at most";
  EXPECT_GT(no_faults, 0U);
  EXPECT_GT(even, kRuns / 4);
  EXPECT_GT(lossless, kRuns / 5);
  EXPECT_EQ(have.size(), static_cast<std::size_t>(kFaultKindCount)) << "every fault is in some runs";
  for (const auto& [kind, count] : have) EXPECT_LT(count, kRuns * 6 / 10) << name_of(kind);
  for (std::size_t i = 1; i < have_clients.size(); ++i) {
    EXPECT_GT(have_clients[i], kRuns / 5) << i;
    EXPECT_LT(have_clients[i], kRuns * 7 / 10) << i;
  }
}

TEST(Scenario, ErrorsNameFileLineAndColumn) {
  const auto begins = [](const std::string& text, const std::string& begin) {
    EXPECT_EQ(text.substr(0, begin.size()), begin) << text;
  };
  begins(error_of("title: \"t\"\nclints { }\n"), "f.textproto:2:8:");
  begins(error_of(std::string(kSmallest) + "network { loss_permille: 1001 }"),
         "f.textproto:3:11: loss_permille");
  begins(error_of(std::string(kSmallest) + "network { loss_permille: [5,\n1001] }"),
         "f.textproto:3:11: loss_permille: 1001");
  begins(error_of(std::string(kSmallest) + "cluster { nodes: [3, 25] }"), "f.textproto:3:1: cluster");
  begins(error_of(std::string(kSmallest) + "\nnetwork { delay_us { min: 5 max: 4 } }"),
         "f.textproto:4:11: delay_us");
  begins(error_of(std::string(kSmallest) + "cluster { nodes: 0 }"), "f.textproto:3:1: cluster");
  begins(error_of(std::string(kSmallest) + "cluster { nodes: 25 }"), "f.textproto:3:1: cluster");
  begins(error_of(std::string(kSmallest) + "cluster { heartbeat_ms { min: 1 max: 200 } }"),
         "f.textproto:3:1: cluster");
  begins(error_of(std::string(kSmallest) + "fault { kind: CLOCK_JUMP }"), "f.textproto:3:1: fault");
  begins(error_of(std::string(kSmallest) + "fault { kind: EARTHQUAKE }"), "f.textproto:3:");
  begins(error_of("title: \"nobody asks\""), "f.textproto:1:1: no clients");
  EXPECT_NE(error_of("").find("title"), std::string::npos);
}

TEST(Scenario, OneThatIsNotThereIsToldSo) {
  EXPECT_NE(Scenario::read("/nowhere/x.textproto").error().find("cannot be read"), std::string::npos);
  EXPECT_FALSE(Scenario::read("/").has_value());
}

TEST(Scenario, AllThatAreShippedAreSound) {
  int count = 0;
  for (const auto& file : std::filesystem::directory_iterator(PAWL_SOURCE_DIR "/scenarios")) {
    if (file.is_directory()) continue;
    const auto scenario = Scenario::read(file.path());
    EXPECT_TRUE(scenario.has_value()) << scenario.error();
    ++count;
  }
  EXPECT_GE(count, 8);
}

}  // namespace
}  // namespace pawl::sim
