#include "sim/cli/verbs.h"

#include <cstdio>
#include <memory>
#include <utility>

#include "sim/cli/interrupt.h"
#include "sim/cli/minimal.h"

namespace pawl::sim {
namespace {

struct Asked {
  FailingRun run;
  std::string save;
};

ExitCode minimize_run(const Subject& subject, const Asked& asked) {
  const auto found = find(subject, asked.run);
  if (!found) return kDamaged;
  end_work_on_signals();
  const ExitCode code = leave_minimal(stdout, asked.run, *found, asked.save);
  return is_interrupted() && code == kViolation ? interrupted_code() : code;
}

}  // namespace

Verb minimize_verb(const Subject& subject, const std::string& program) {
  const auto asked = std::make_shared<Asked>();
  asked->run.invocation.program = program;
  std::vector<Option> options = options_of(asked->run, subject);
  options.push_back({.name = "--save",
                     .about = "writes a scenario that makes exactly the small run into this file, to be kept",
                     .place = &asked->save});
  return {"minimize", "makes a failing run small: the fewest choices that fail in the same way",
          std::move(options), [&subject, asked] { return minimize_run(subject, *asked); }};
}

}  // namespace pawl::sim
