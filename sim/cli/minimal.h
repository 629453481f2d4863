#pragma once
// A failing run made small, and what is left of it: its evidence, and a scenario that makes exactly this run.

#include <cstdio>
#include <string>

#include "sim/cli/failing_run.h"
#include "sim/search/minimize.h"

namespace pawl::sim {

/// Makes the run small and tells about it on `out`; its evidence goes into a folder of its own, unless none
/// is wanted, and the scenario into it and into the file `save`, unless that is empty. Ends with kViolation,
/// or with what went wrong.
ExitCode leave_minimal(std::FILE* out, const FailingRun& run, const Found& found, const std::string& save);

}  // namespace pawl::sim
