#pragma once
// `pawl-sim run`: campaigns of many seeds, one scenario after another, summed up.

#include "sim/pawl/cli/subcommand.h"

namespace pawl::sim {

/// `program` is how the program was called, for the commands that it prints.
Subcommand add_run(CLI::App& app, const std::string& program);

}  // namespace pawl::sim
