#pragma once
// The interactive form: on a terminal with history and completion, else line by line without a prompt.

#include "real/cli/runner.h"

namespace pawl::real::cli {

/// Runs commands until the input ends or says quit; returns the last command's exit code.
int run_shell(Runner& runner);

}  // namespace pawl::real::cli
