#pragma once
// The subcommand `pawl-sim explore`.

#include <memory>

namespace CLI {
class App;
}

namespace pawl::sim::explore {

/// What was asked for on the command line.
struct Asked;

/// Adds the subcommand to `app`. Its settings are filled in when `app` parses.
std::shared_ptr<Asked> add_command(CLI::App& app);

bool is_asked(const Asked& asked);

/// Runs it, until its end or until SIGINT or SIGTERM. Returns the program's exit code.
int run_command(const Asked& asked);

}  // namespace pawl::sim::explore
