// Goal: scenarios are read with their defaults, and what is wrong is told with line and column.

#include "sim/pawl/scenario/scenario.h"

#include <gtest/gtest.h>

#include <filesystem>

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

TEST(Scenario, ErrorsNameFileLineAndColumn) {
  const auto begins = [](const std::string& text, const std::string& begin) {
    EXPECT_EQ(text.substr(0, begin.size()), begin) << text;
  };
  begins(error_of("title: \"t\"\nclints { }\n"), "f.textproto:2:8:");
  begins(error_of(std::string(kSmallest) + "network { loss_permille: 1001 }"),
         "f.textproto:3:11: loss_permille");
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
