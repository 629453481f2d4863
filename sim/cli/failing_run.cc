#include "sim/cli/failing_run.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "sim/cli/complain.h"
#include "sim/cli/files.h"
#include "sim/cli/interrupt.h"

namespace pawl::sim {

std::vector<Option> options_of(FailingRun& run, const Subject& subject) {
  std::vector<Option> options{
      scenario_option(run.invocation.scenario),
      seed_option(run.seed, "the failing run's seed (1)"),
      {.name = "--choices",
       .about = "the failing run's choices, in this file",
       .place = &run.invocation.choices},
      oracles_off_option(run.invocation.oracles_off, subject),
      jobs_option(run.jobs),
  };
  add_evidence(options, run.evidence);
  options.push_back({.name = "--seconds",
                     .about = "how long it may take, by the clock on the wall (60)",
                     .place = Bounded<double>{&run.seconds, kSecondsMin, kSecondsMax}});
  return options;
}

std::optional<Found> find(const Subject& subject, const FailingRun& run) {
  auto scenario = subject.read(run.invocation.scenario);
  if (!scenario) {
    complain(scenario.error());
    return std::nullopt;
  }
  Trial start{run.seed, nullptr, std::nullopt};
  if (!run.invocation.choices.empty()) {
    auto list = read_choices(run.invocation.choices);
    if (!list) {
      complain(list.error());
      return std::nullopt;
    }
    start.choices = std::make_shared<const ChoiceList>(std::move(*list));
  }
  return Found{std::move(*scenario), std::move(start)};
}

std::chrono::nanoseconds seconds_of(const FailingRun& run) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(run.seconds));
}

TrialSettings trials_of(const FailingRun& run, const ScenarioFile& scenario) {
  TrialSettings settings;
  settings.source = scenario.runs;
  settings.job_count = run.jobs;
  settings.oracles_off = run.invocation.oracles_off;
  settings.spent = [begin = std::chrono::steady_clock::now(), seconds = run.seconds] {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    return is_interrupted() ? 1.0 : spent.count() / seconds;
  };
  return settings;
}

}  // namespace pawl::sim
