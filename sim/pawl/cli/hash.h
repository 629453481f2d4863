#pragma once
// `pawl-sim hash`: the hash of each run's trace, to compare builds and machines by.

#include "sim/pawl/cli/subcommand.h"

namespace pawl::sim {

Subcommand add_hash(CLI::App& app);

}  // namespace pawl::sim
