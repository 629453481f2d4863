// pawl-sim: runs scenarios. Each verb is a file of sim/pawl/cli/; its exit codes are in exit_code.h.

#include <CLI/CLI.hpp>
#include <vector>

#include "sim/pawl/cli/cause.h"
#include "sim/pawl/cli/explore.h"
#include "sim/pawl/cli/hash.h"
#include "sim/pawl/cli/minimize.h"
#include "sim/pawl/cli/replay.h"
#include "sim/pawl/cli/run.h"
#include "sim/run/run.h"

int main(int argc, char** argv) {
  using namespace pawl::sim;
  const std::string program = argv[0];
  CLI::App app("pawl-sim runs a simulated cluster under faults, and judges it.");
  app.set_version_flag("--version", "pawl-sim " PAWL_VERSION);
  app.footer(kExitCodes);
  app.require_subcommand(1);
  const std::vector<Subcommand> verbs{add_run(app, program),      add_replay(app, program),
                                      add_minimize(app, program), add_cause(app, program),
                                      add_explore(app),           add_hash(app)};
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    // The parser looks for what is missing before it looks at what it does not know.
    const auto unknown = app.remaining(true);
    app.exit(unknown.empty() ? static_cast<const CLI::ParseError&>(error) : CLI::ExtrasError(unknown));
    return kUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kWell : kUsage;
  }
  take_over_checks();
  for (const Subcommand& verb : verbs)
    if (verb.command->parsed()) return verb.act();
  return kUsage;
}
