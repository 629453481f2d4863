// Goal: a failing run becomes as small as it can be, and stays the same failure. Method: toys whose smallest
// failing runs are known.

#include "sim/search/minimize.h"

#include <gtest/gtest.h>

#include "tests/sim/search/toy.h"

namespace pawl::sim {
namespace {

/// Fails with `lost-twice` when the second of four faults is there and two messages were lost; or already
/// with `lost` when the first is and one was. Delays are mere noise.
ToyRule two_losses() {
  auto losses = std::make_shared<std::uint64_t>(0);
  auto faults = std::make_shared<std::vector<bool>>();
  return [=](const ToyEvent& event) -> std::string {
    while (faults->size() < 4) faults->push_back(event.knobs.chance("has_fault", 500'000));
    (void)event.link.within("delay", {200, 2'000}, Quiet::Least);
    (void)event.link.within("delay", {200, 2'000}, Quiet::Least);
    if (event.link.chance("loss", 100'000)) ++*losses;
    if ((*faults)[0] && *losses >= 1) return "lost";
    return (*faults)[1] && *losses >= 2 ? "lost-twice" : "";
  };
}

MinimizeSettings settings_of(const RunnerSource& source, std::uint64_t seed) {
  MinimizeSettings settings;
  settings.trials.source = source;
  settings.start = {seed, nullptr, std::nullopt};
  return settings;
}

TEST(Minimize, WhatIsNeededStays) {
  const RunnerSource source = toy(300, two_losses);
  for (const std::uint32_t jobs : {1U, 3U}) {
    MinimizeSettings settings = settings_of(source, failing_seed(source, "lost-twice"));
    settings.trials.job_count = jobs;
    const auto minimized = minimize(settings);
    ASSERT_TRUE(minimized.has_value());
    const ChoiceList& choices = minimized->smallest.choices;
    EXPECT_EQ(minimized->smallest.result.violation->oracle, "lost-twice");
    EXPECT_EQ(choices.size(), 3U) << to_text(choices);
    EXPECT_TRUE(choices.streams.at("knobs").contains({"has_fault", 1})) << to_text(choices);
    EXPECT_GT(minimized->size_at_first, 20U);
    EXPECT_FALSE(minimized->was_cut_short);
  }
}

TEST(Minimize, TheListThatIsLeftMakesTheFailureAgain) {
  const RunnerSource source = toy(300, two_losses);
  const auto minimized = minimize(settings_of(source, failing_seed(source, "lost-twice")));
  ASSERT_TRUE(minimized.has_value());
  RunSettings again;
  again.choices = &minimized->smallest.choices;
  const RunResult result = source()(again);
  ASSERT_TRUE(fails(result, minimized->smallest.failure));
  EXPECT_EQ(result.events, minimized->smallest.result.events);
}

TEST(Minimize, AListOfChoicesIsMadeSmallAsASeedIs) {
  const RunnerSource source = toy(300, two_losses);
  Recording recording;
  RunSettings first;
  first.seed = failing_seed(source, "lost-twice");
  first.record = &recording;
  (void)source()(first);
  MinimizeSettings settings = settings_of(source, 999);
  settings.start = trial_of(sparse_list(recording));
  const auto minimized = minimize(settings);
  ASSERT_TRUE(minimized.has_value());
  EXPECT_EQ(minimized->smallest.size(), 3U);
}

TEST(Minimize, ValuesComeNearToTheirQuietOnes) {
  const RunnerSource source = toy(50, [] {
    return [](const ToyEvent& event) -> std::string {
      return event.link.within("delay", {200, 2'000}, Quiet::Least) > 700 ? "late" : "";
    };
  });
  const auto minimized = minimize(settings_of(source, failing_seed(source, "late")));
  ASSERT_TRUE(minimized.has_value());
  ASSERT_EQ(minimized->smallest.size(), 1U);
  const std::uint64_t value = minimized->smallest.choices.streams.at("link.a").begin()->second.value;
  EXPECT_GT(value, 500U);
  EXPECT_LE(value, 1'001U) << "half of it would do";
}

TEST(Minimize, ARunThatNeedsNothingIsTheQuietRun) {
  const RunnerSource source = toy(50, [] {
    return [](const ToyEvent& event) -> std::string {
      (void)event.link.chance("loss", 500'000);
      return event.number == 30 ? "always" : "";
    };
  });
  const auto minimized = minimize(settings_of(source, 1));
  ASSERT_TRUE(minimized.has_value());
  EXPECT_EQ(minimized->smallest.size(), 0U);
}

TEST(Minimize, AGoodRunIsNothingToMakeSmall) {
  const RunnerSource source = toy(5, [] { return [](const ToyEvent&) { return std::string(); }; });
  EXPECT_FALSE(minimize(settings_of(source, 1)).has_value());
}

TEST(Minimize, WithoutTimeTheRunStaysAsItIs) {
  const RunnerSource source = toy(300, two_losses);
  MinimizeSettings settings = settings_of(source, failing_seed(source, "lost-twice"));
  settings.trials.spent = [] { return 1.0; };
  const auto minimized = minimize(settings);
  ASSERT_TRUE(minimized.has_value());
  EXPECT_TRUE(minimized->was_cut_short);
  EXPECT_EQ(minimized->smallest.size(), minimized->size_at_first);
}

TEST(Failures, AreTheSameIfTheirWordsAreTheSame) {
  const auto failure = [](std::string oracle, std::string detail) {
    return failure_of({std::move(oracle), std::move(detail), 7, {}, {}});
  };
  EXPECT_EQ(failure("o", "node 3 votes for node 1"), failure("o", "node 2 votes for node 12"));
  EXPECT_EQ(failure("o", "s0.1: is lost"), failure("o", "b2.9: is lost"));
  EXPECT_NE(failure("o", "node 3 votes"), failure("p", "node 3 votes"));
  EXPECT_NE(failure("o", "node 3 votes"), failure("o", "node 3 leads"));
}

}  // namespace
}  // namespace pawl::sim
