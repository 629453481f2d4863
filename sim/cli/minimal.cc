#include "sim/cli/minimal.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "sim/cli/files.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/verdict.h"
#include "sim/evidence/evidence.h"

namespace pawl::sim {
namespace {

namespace fs = std::filesystem;

/// A list of so few lines is shown.
constexpr std::uint64_t kShownMax = 60;

void tell(std::FILE* out, const Minimized& minimized) {
  const Smallest& smallest = minimized.smallest;
  fmt::print(out, "{}: {}\n", smallest.failure.oracle, smallest.result.violation->detail);
  fmt::print(out, "{} choices, {} of them not quiet, {} events -> {} choices, {} events ({} runs{})\n",
             minimized.choices_at_first, minimized.size_at_first, minimized.events_at_first, smallest.size(),
             smallest.result.events, minimized.runs,
             minimized.was_cut_short ? "; the time was over, --seconds gives more" : "");
  if (smallest.size() <= kShownMax) fmt::print(out, "{}", to_text(smallest.choices));
}

/// The scenario with these choices, and a word on what they show.
std::string regression_text(const ScenarioFile& scenario, const Minimized& minimized) {
  const Smallest& smallest = minimized.smallest;
  return fmt::format("# Exactly one run: the choices at the end make it. It broke `{}`:\n# {}\n",
                     smallest.failure.oracle, smallest.result.violation->detail) +
         scenario.text_with(smallest.choices);
}

}  // namespace

ExitCode leave_minimal(std::FILE* out, const FailingRun& run, const Found& found, const std::string& save) {
  MinimizeSettings settings;
  settings.trials = trials_of(run, found.scenario);
  settings.start = found.start;
  std::optional<ProgressBar> bar(std::in_place, Extent{0, seconds_of(run)});
  settings.show = [&](std::string_view doing, const Smallest& smallest, std::uint64_t runs) {
    bar->show(0, fmt::format("{}: {} choices, {} events, {} runs", doing, smallest.size(),
                             smallest.result.events, runs));
  };
  const auto minimized = minimize(settings);
  bar.reset();
  if (!minimized) {
    fmt::print(out, "{}\n", minimized.error());
    return kWell;
  }
  tell(out, *minimized);
  const std::string text = regression_text(found.scenario, *minimized);
  if (!save.empty()) {
    if (!write_file(save, text)) return kCannotWrite;
    fmt::print(out, "  scenario: {}\n", save);
  }
  if (run.evidence.is_unwanted) return kViolation;
  const fs::path folder =
      evidence_folder(run.invocation, run.seed, run.evidence.folder).string() + "-minimal";
  const fs::path file = folder / (folder.filename().string() + ".textproto");
  Invocation invocation = run.invocation;
  invocation.scenario = file.string();
  invocation.choices.clear();
  RunSettings smallest;
  smallest.choices = &minimized->smallest.choices;
  smallest.oracles_off = run.invocation.oracles_off;
  const std::string written =
      leave_evidence(out, settings.trials.source(), smallest, invocation,
                     {folder.string(), run.evidence.is_unwanted}, {to_text(minimized->smallest.choices), {}});
  if (written.empty()) return kViolation;
  if (!write_file(file.string(), text)) return kCannotWrite;
  fmt::print(out, "  replay: {}\n", replay_command(invocation, smallest.seed));
  return kViolation;
}

}  // namespace pawl::sim
