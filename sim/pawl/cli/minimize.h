#pragma once
// `pawl-sim minimize`: a failing run made small, with its evidence and a scenario that makes exactly it.

#include "sim/pawl/cli/subcommand.h"

namespace pawl::sim {

/// `program` is how the program was called, for the commands that it prints.
Subcommand add_minimize(CLI::App& app, const std::string& program);

}  // namespace pawl::sim
