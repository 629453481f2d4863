#pragma once
// SIGINT and SIGTERM: the first ends the work after the runs that are under way, so that it is summed up; the
// second ends the program.

#include "sim/cli/exit_code.h"

namespace pawl::sim {

void end_work_on_signals();

/// Whether a signal came; for any thread.
bool is_interrupted();

/// How the program is to end if a signal came, by which one it was.
ExitCode interrupted_code();

}  // namespace pawl::sim
