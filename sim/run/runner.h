#pragma once
// How runs are made by those who look for, shrink or explain failures: a function, so that they know nothing
// of what is simulated.

#include <functional>

#include "sim/run/world.h"
#include "sim/scenario/scenario.h"

namespace pawl::sim {

/// Makes one run. The same settings make the same run. For one thread at a time.
using Runner = std::function<RunResult(const RunSettings&)>;

/// Makes a runner for the calling thread; may be called on any.
using RunnerSource = std::function<Runner()>;

/// The runs of a scenario. Settings without choices make those that stand in the scenario, if any do.
RunnerSource runs_of(const Scenario& scenario);

}  // namespace pawl::sim
