// Goal: scenarios of systems without a schema of their own are read by the system's words, and what does not
// fit is told with line and column.

#include "sim/scenario/plain_scenario.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace pawl::sim {
namespace {

constexpr std::array<PlainKnob, 2> kKnobs{{{"batch", 7}, {"patience", 20}}};
const PlainWords kWords{.scripts = {"pay", "ask"}, .aims = {"reply", "ack"}, .knobs = kKnobs};
const std::string kSmallest = "title: \"t\"\nclients { script: \"ask\" }\n";

PlainPlan plan_of(const std::string& text) {
  const auto scenario = PlainScenario::parse("f.textproto", text, kWords);
  EXPECT_TRUE(scenario.has_value()) << scenario.error();
  Stream choices(1, "knobs");
  PlainPlan plan = scenario->draw(choices);
  // Their names live no longer than the scenario.
  plan.expect.floors.clear();
  return plan;
}

std::string error_of(const std::string& more) {
  const auto scenario = PlainScenario::parse("f.textproto", kSmallest + more, kWords);
  return scenario ? "none" : scenario.error();
}

TEST(PlainScenario, TheSmallestHasDefaults) {
  const PlainPlan plan = plan_of(kSmallest);
  EXPECT_EQ(plan.hosts, 3U);
  EXPECT_EQ(plan.knob("batch"), 7);
  EXPECT_EQ(plan.knob("patience"), 20);
  ASSERT_EQ(plan.clients.size(), 1U);
  EXPECT_EQ(plan.clients.front().script, 1U);
  EXPECT_EQ(plan.span.recover, seconds(3)) << "ten timeouts of 300 ms";
}

TEST(PlainScenario, SaysKnobsTimeoutAndAimsByTheirNames) {
  const PlainPlan plan = plan_of(kSmallest +
                                 "timeout_ms: 50 knob { name: \"batch\" min: 3 max: 3 } fault { kind: CRASH "
                                 "aim: ACK aim_at: \"reply\" }");
  EXPECT_EQ(plan.knob("batch"), 3);
  EXPECT_EQ(plan.span.recover, milliseconds(500));
  ASSERT_EQ(plan.faults.size(), 1U);
  EXPECT_EQ(plan.faults.front().aims, (std::vector<std::uint32_t>{3, 2}));
}

TEST(PlainScenario, AFaultWithoutAimsHasAll) {
  EXPECT_EQ(plan_of(kSmallest + "fault { kind: CRASH }").faults.front().aims,
            (std::vector<std::uint32_t>{0, 1, 2, 3}));
}

TEST(PlainScenario, WhatTheSystemDoesNotKnowIsAnErrorWithItsPlace) {
  EXPECT_EQ(error_of("clients { script: \"steal\" }"),
            "f.textproto:3:1: clients: there is no script 'steal'; these there are: pay, ask");
  EXPECT_EQ(error_of("knob { name: \"luck\" min: 0 max: 1 }"),
            "f.textproto:3:1: knob: the system has none called 'luck'");
  EXPECT_EQ(error_of("knob { name: \"batch\" min: 2 max: 1 }"),
            "f.textproto:3:1: knob: min 2 is above max 1; swap them");
  EXPECT_EQ(error_of("fault { kind: CRASH aim: VOTE }"),
            "f.textproto:3:1: fault: the system has no aim 'vote'; it has now, any_step, reply, ack");
  EXPECT_EQ(error_of("nodes: 99"), "f.textproto:3:1: nodes: 99 nodes; between 1 and 24 can be run");
  EXPECT_EQ(error_of("choices: \"nonsense\"").substr(0, 22), "f.textproto: choices: ");
}

TEST(PlainScenario, ChoicesMakeItOneRun) {
  const auto scenario = PlainScenario::parse("f", kSmallest, kWords);
  ASSERT_TRUE(scenario.has_value());
  EXPECT_FALSE(scenario->is_one_run());
  const auto fixed = PlainScenario::parse("f", scenario->text_with(ChoiceList{}), kWords);
  ASSERT_TRUE(fixed.has_value()) << fixed.error();
  EXPECT_TRUE(fixed->is_one_run());
}

}  // namespace
}  // namespace pawl::sim
