#include "sim/pawl/cli/minimize.h"

#include <cstdio>
#include <memory>

#include "sim/pawl/cli/interrupt.h"
#include "sim/pawl/cli/minimal.h"

namespace pawl::sim {
namespace {

struct Asked {
  FailingRun run;
  std::string save;
};

ExitCode minimize_run(const Asked& asked) {
  const auto found = find(asked.run);
  if (!found) return kDamaged;
  end_work_on_signals();
  const ExitCode code = leave_minimal(stdout, asked.run, *found, asked.save);
  return is_interrupted() && code == kViolation ? interrupted_code() : code;
}

}  // namespace

Subcommand add_minimize(CLI::App& app, const std::string& program) {
  const auto asked = std::make_shared<Asked>();
  asked->run.invocation.program = program;
  CLI::App* command = app.add_subcommand(
      "minimize", "makes a failing run small: the fewest choices that fail in the same way");
  add_failing_run(*command, asked->run);
  command->add_option(
      "--save", asked->save,
      "writes a scenario that makes exactly the small run into this file, for scenarios/regressions/");
  return {command, [asked] { return minimize_run(*asked); }};
}

}  // namespace pawl::sim
