#pragma once
// `pawl-sim cause`: when a failing run's failure became inevitable.

#include "sim/pawl/cli/subcommand.h"

namespace pawl::sim {

/// `program` is how the program was called, for the commands that it prints.
Subcommand add_cause(CLI::App& app, const std::string& program);

}  // namespace pawl::sim
