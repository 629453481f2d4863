#include "sim/cli/verbs.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "sim/cli/failing_run.h"
#include "sim/cli/files.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/verdict.h"
#include "sim/search/cause_text.h"

namespace pawl::sim {
namespace {

/// As the page draws it.
CauseCurve curve_of(const Cause& cause) {
  CauseCurve curve;
  for (const CausePoint& point : cause.points)
    curve.points.push_back({point.event, point.at, point.failures, point.branches});
  curve.jump_event = cause.has_jump() ? cause.after_jump.event : 0;
  return curve;
}

ExitCode cause(const Subject& subject, const FailingRun& asked) {
  const auto found = find(subject, asked);
  if (!found) return kDamaged;
  end_work_on_signals();
  CauseSettings settings;
  settings.trials = trials_of(asked, found->scenario);
  settings.start = found->start;
  std::optional<ProgressBar> bar(std::in_place, Extent{0, seconds_of(asked)});
  settings.show = [&](std::uint64_t points, std::uint64_t runs) {
    bar->show(0, fmt::format("{} moments, {} runs", points, runs));
  };
  const auto cause = find_cause(settings);
  bar.reset();
  if (!cause) {
    fmt::print("{}\n", cause.error());
    return kWell;
  }
  fmt::print("{}", chart(*cause));
  if (cause->was_cut_short)
    fmt::print("The time was over before the step was found; --seconds gives more.\n");
  if (!asked.evidence.is_unwanted) {
    RunSettings run;
    run.seed = asked.seed;
    run.choices = found->start.choices.get();
    run.oracles_off = asked.invocation.oracles_off;
    const std::string folder =
        leave_evidence(stdout, settings.trials.source(), run, asked.invocation,
                       place_of(asked.invocation, asked.seed, asked.evidence), {{}, curve_of(*cause)});
    if (!folder.empty() &&
        !write_file((std::filesystem::path(folder) / "cause.json").string(), json_text(*cause)))
      return kCannotWrite;
  }
  return is_interrupted() ? interrupted_code() : kViolation;
}

}  // namespace

Verb cause_verb(const Subject& subject, const std::string& program) {
  const auto asked = std::make_shared<FailingRun>();
  asked->invocation.program = program;
  return {"cause", "says when a failing run's failure became inevitable, and by which step",
          options_of(*asked, subject), [&subject, asked] { return cause(subject, *asked); }};
}

}  // namespace pawl::sim
