#include "sim/pawl/cli/replay.h"

#include <fmt/format.h>

#include <memory>

#include "sim/pawl/cli/files.h"
#include "sim/pawl/cli/verdict.h"
#include "sim/pawl/scenario/scenario.h"

namespace pawl::sim {
namespace {

struct Asked {
  Invocation invocation;
  std::uint64_t seed = 1;
  EvidencePlace evidence;
  std::string choices_out;
  std::string sparse_out;
  std::string history_out;
  bool is_quiet = false;
};

/// Tells how well the run's list fitted; false: so badly that the run says nothing.
bool tell_fit(const Asked& asked, const RunSettings& settings, const ListFit& fit) {
  if (settings.choices == nullptr) return true;
  const std::uint64_t amiss = fit.unknown + fit.unused;
  if (settings.choices->rule == ChoiceList::Rule::Whole && amiss != 0) {
    fmt::print(stderr,
               "pawl-sim: {}: {} of its choices do not fit: it was recorded with another scenario or another "
               "program, and says nothing about this one; a list that begins with `sparse` may be edited\n",
               asked.invocation.choices, amiss);
    return false;
  }
  if (fit.unused != 0)
    fmt::print("{} of the {} choices were never asked for\n", fit.unused, settings.choices->size());
  return true;
}

ExitCode judge(const Asked& asked, const Runner& runner, RunSettings settings, const RunResult& result) {
  fmt::print("{}", figures_text(result));
  if (is_good(result)) {
    fmt::print("all is well\n");
    return kWell;
  }
  tell_verdict(stdout, asked.invocation, result);
  if (!result.violation) {
    if (result.unknown.empty())
      fmt::print("  alone it proves too little; of a campaign's runs, {} % may be thin\n", kThinPercentMax);
    return kUnknown;
  }
  settings.trace = nullptr;
  leave_evidence(stdout, runner, settings, asked.invocation,
                 place_of(asked.invocation, asked.seed, asked.evidence), {});
  return kViolation;
}

ExitCode replay(const Asked& asked) {
  const auto scenario = Scenario::read(asked.invocation.scenario);
  if (!scenario) {
    fmt::print(stderr, "pawl-sim: {}\n", scenario.error());
    return kDamaged;
  }
  ChoiceList list;
  Recording record;
  RunSettings settings;
  settings.seed = asked.seed;
  settings.oracles_off = asked.invocation.oracles_off;
  settings.keep_history = !asked.history_out.empty();
  if (!asked.is_quiet) settings.trace = [](const std::string& line) { fmt::print("{}\n", line); };
  if (!asked.choices_out.empty() || !asked.sparse_out.empty()) settings.record = &record;
  if (!asked.invocation.choices.empty()) {
    auto read = read_choices(asked.invocation.choices);
    if (!read) {
      fmt::print(stderr, "pawl-sim: {}\n", read.error());
      return kDamaged;
    }
    list = std::move(*read);
    settings.choices = &list;
  }
  const Runner runner = runs_of(*scenario)();
  const RunResult result = runner(settings);
  if (!tell_fit(asked, settings, result.fit)) return kDamaged;
  if (!asked.choices_out.empty() && !write_file(asked.choices_out, to_text(whole_list(record))))
    return kCannotWrite;
  if (!asked.sparse_out.empty() && !write_file(asked.sparse_out, to_text(sparse_list(record))))
    return kCannotWrite;
  if (!asked.history_out.empty() && !write_file(asked.history_out, result.edn)) return kCannotWrite;
  return judge(asked, runner, settings, result);
}

}  // namespace

Subcommand add_replay(CLI::App& app, const std::string& program) {
  const auto asked = std::make_shared<Asked>();
  asked->invocation.program = program;
  CLI::App* command = app.add_subcommand("replay", "runs one seed and prints its trace");
  command->add_option("scenario", asked->invocation.scenario, "a scenario, as under scenarios/")->required();
  add_seed(*command, asked->seed, "its seed (1)");
  add_oracles_off(*command, asked->invocation.oracles_off);
  add_evidence(*command, asked->evidence);
  command->add_option("--choices", asked->invocation.choices,
                      "makes the choices of this file, not the seed's; a list that begins with `sparse` may "
                      "be edited: what is not in it is quiet");
  command->add_option("--save-choices", asked->choices_out, "records every choice into this file");
  command->add_option("--save-sparse", asked->sparse_out,
                      "records the choices that are not the quiet ones into this file");
  command->add_option("--history", asked->history_out, "writes the clients' history (EDN) into this file");
  command->add_flag("--quiet", asked->is_quiet, "figures and verdict only");
  return {command, [asked] { return replay(*asked); }};
}

}  // namespace pawl::sim
