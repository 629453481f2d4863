#include "sim/cli/verbs.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "sim/cli/complain.h"
#include "sim/cli/files.h"
#include "sim/cli/options.h"
#include "sim/cli/verdict.h"

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
    complain(
        fmt::format("{}: {} of its choices do not fit: it was recorded with another scenario or another "
                    "program, and says "
                    "nothing about this one; a list that begins with `sparse` may be edited",
                    asked.invocation.choices, amiss));
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

ExitCode replay(const Subject& subject, const Asked& asked) {
  const auto scenario = subject.read(asked.invocation.scenario);
  if (!scenario) {
    complain(scenario.error());
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
      complain(read.error());
      return kDamaged;
    }
    list = std::move(*read);
    settings.choices = &list;
  }
  const Runner runner = scenario->runs();
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

Verb replay_verb(const Subject& subject, const std::string& program) {
  const auto asked = std::make_shared<Asked>();
  asked->invocation.program = program;
  std::vector<Option> options{
      scenario_option(asked->invocation.scenario),
      seed_option(asked->seed, "its seed (1)"),
      oracles_off_option(asked->invocation.oracles_off, subject),
  };
  add_evidence(options, asked->evidence);
  const std::vector<Option> files{
      {.name = "--choices",
       .about = "makes the choices of this file, not the seed's; a list that begins with `sparse` may be "
                "edited: what is not in it is quiet",
       .place = &asked->invocation.choices},
      {.name = "--save-choices",
       .about = "records every choice into this file",
       .place = &asked->choices_out},
      {.name = "--save-sparse",
       .about = "records the choices that are not the quiet ones into this file",
       .place = &asked->sparse_out},
      {.name = "--history",
       .about = "writes the clients' history (EDN) into this file",
       .place = &asked->history_out},
      {.name = "--quiet", .about = "figures and verdict only", .place = &asked->is_quiet},
  };
  options.insert(options.end(), files.begin(), files.end());
  return {"replay", "runs one seed and prints its trace", std::move(options),
          [&subject, asked] { return replay(subject, *asked); }};
}

}  // namespace pawl::sim
