#pragma once
// `pawl-sim replay`: one run again, told event by event.

#include "sim/pawl/cli/subcommand.h"

namespace pawl::sim {

/// `program` is how the program was called, for the commands that it prints.
Subcommand add_replay(CLI::App& app, const std::string& program);

}  // namespace pawl::sim
