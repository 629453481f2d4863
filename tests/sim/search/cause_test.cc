// Goal: the step that decided a failure is found, and the shares before and after it are told with their
// uncertainty. Method: a toy that decides in a known event.

#include <gtest/gtest.h>

#include "sim/search/cause_text.h"
#include "tests/sim/search/toy.h"

namespace pawl::sim {
namespace {

/// One run in ten is lost in event 70, and fails in event 100.
ToyRule decided_early() {
  auto is_lost = std::make_shared<bool>(false);
  return [=](const ToyEvent& event) -> std::string {
    (void)event.link.within("delay", {0, 100}, Quiet::Least);
    if (event.number == 70 && event.link.chance("loss", 100'000)) *is_lost = true;
    return *is_lost && event.number == 100 ? "gone" : "";
  };
}

CauseSettings settings_for(const RunnerSource& source) {
  CauseSettings settings;
  settings.trials.source = source;
  settings.trials.job_count = 2;
  settings.start = {failing_seed(source, "gone"), nullptr, std::nullopt};
  return settings;
}

TEST(Cause, TheStepThatDecidedIsFound) {
  const auto cause = find_cause(settings_for(toy(200, decided_early)));
  ASSERT_TRUE(cause.has_value());
  EXPECT_EQ(cause->after_jump.event, 70U);
  EXPECT_EQ(cause->before_jump.event, 69U);
  EXPECT_EQ(cause->after_jump.at, SimTime{} + milliseconds(70));
  EXPECT_EQ(cause->lines, std::vector<std::string>{"event 70"});
  EXPECT_LT(cause->before_jump.share(), 0.5);
  EXPECT_EQ(cause->after_jump.share(), 1.0);
  EXPECT_FALSE(cause->was_cut_short);
}

TEST(Cause, ItsPointsGoFromTheBeginningToTheViolation) {
  const auto cause = find_cause(settings_for(toy(200, decided_early)));
  ASSERT_TRUE(cause.has_value());
  EXPECT_EQ(cause->points.front().event, 0U);
  EXPECT_EQ(cause->points.back().event, 100U);
  for (std::size_t i = 1; i < cause->points.size(); ++i)
    EXPECT_LT(cause->points[i - 1].event, cause->points[i].event);
  for (const CausePoint& point : cause->points) {
    if (point.event < 70) {
      EXPECT_LT(point.share(), 0.5) << point.event;
    }
  }
}

TEST(Cause, IsShownAsAChartAndAsJson) {
  const auto cause = find_cause(settings_for(toy(200, decided_early)));
  ASSERT_TRUE(cause.has_value());
  const std::string text = chart(*cause);
  EXPECT_NE(text.find("in event 70, at 0.070 s"), std::string::npos) << text;
  EXPECT_NE(text.find("event 70\n"), std::string::npos) << text;
  EXPECT_NE(json_text(*cause).find("\"from\": 69, \"to\": 70"), std::string::npos) << json_text(*cause);
}

TEST(Cause, SharesHaveBounds) {
  const ShareBounds none = bounds_of({0, {}, 24, 0});
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.138, 0.001);
  const ShareBounds half = bounds_of({0, {}, 24, 12});
  EXPECT_NEAR(half.low, 0.314, 0.001);
  EXPECT_NEAR(half.high, 0.686, 0.001);
}

TEST(Cause, WithoutTimeTheJumpIsWide) {
  CauseSettings settings = settings_for(toy(200, decided_early));
  settings.trials.spent = [] { return 1.0; };
  const auto cause = find_cause(settings);
  ASSERT_TRUE(cause.has_value());
  EXPECT_TRUE(cause->was_cut_short);
}

TEST(Cause, AGoodRunHasNone) {
  CauseSettings settings = settings_for(toy(200, decided_early));
  settings.trials.source = toy(5, [] { return [](const ToyEvent&) { return std::string(); }; });
  EXPECT_FALSE(find_cause(settings).has_value());
}

}  // namespace
}  // namespace pawl::sim
