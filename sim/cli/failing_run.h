#pragma once
// A failing run that is to be looked into: named by its seed or its choices, for so long, on so many threads.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/options.h"
#include "sim/cli/subject.h"
#include "sim/run/report.h"
#include "sim/search/trials.h"

namespace pawl::sim {

struct FailingRun {
  Invocation invocation;
  std::uint64_t seed = 1;
  double seconds = 60;
  std::uint32_t jobs = 1;
  EvidencePlace evidence;
};

/// The options that name it.
std::vector<Option> options_of(FailingRun& run, const Subject& subject);

/// The scenario, and the run itself. A word on standard error, and nothing, if one cannot be read.
struct Found {
  ScenarioFile scenario;
  Trial start;
};
std::optional<Found> find(const Subject& subject, const FailingRun& run);

std::chrono::nanoseconds seconds_of(const FailingRun& run);

/// Trials of it from now on, until the time is used up or a signal comes.
TrialSettings trials_of(const FailingRun& run, const ScenarioFile& scenario);

}  // namespace pawl::sim
