#pragma once
// `pawl-sim explore`: visits everything that can happen in a small world of Raft.

#include "sim/pawl/cli/subcommand.h"

namespace pawl::sim {

Subcommand add_explore(CLI::App& app);

}  // namespace pawl::sim
