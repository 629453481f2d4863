#include "sim/pawl/cli/failing_run.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "sim/pawl/cli/files.h"
#include "sim/pawl/cli/interrupt.h"

namespace pawl::sim {

void add_failing_run(CLI::App& command, FailingRun& run) {
  command.add_option("scenario", run.invocation.scenario, "a scenario, as under scenarios/")->required();
  add_seed(command, run.seed, "the failing run's seed (1)");
  command.add_option("--choices", run.invocation.choices, "the failing run's choices, in this file");
  add_oracles_off(command, run.invocation.oracles_off);
  add_jobs(command, run.jobs);
  add_evidence(command, run.evidence);
  command.add_option("--seconds", run.seconds, "how long it may take, by the clock on the wall (60)")
      ->check(CLI::Range(0.001, 1e9));
}

std::optional<Found> find(const FailingRun& run) {
  auto scenario = Scenario::read(run.invocation.scenario);
  if (!scenario) {
    fmt::print(stderr, "pawl-sim: {}\n", scenario.error());
    return std::nullopt;
  }
  Trial start{run.seed, nullptr, std::nullopt};
  if (!run.invocation.choices.empty()) {
    auto list = read_choices(run.invocation.choices);
    if (!list) {
      fmt::print(stderr, "pawl-sim: {}\n", list.error());
      return std::nullopt;
    }
    start.choices = std::make_shared<const ChoiceList>(std::move(*list));
  }
  return Found{std::move(*scenario), std::move(start)};
}

std::chrono::nanoseconds seconds_of(const FailingRun& run) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(run.seconds));
}

TrialSettings trials_of(const FailingRun& run, const Scenario& scenario) {
  TrialSettings settings;
  settings.source = runs_of(scenario);
  settings.job_count = run.jobs;
  settings.oracles_off = run.invocation.oracles_off;
  settings.spent = [begin = std::chrono::steady_clock::now(), seconds = run.seconds] {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    return is_interrupted() ? 1.0 : spent.count() / seconds;
  };
  return settings;
}

}  // namespace pawl::sim
