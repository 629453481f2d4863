// pawl-sim: runs scenarios. Its exit codes are kExitCodes below.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

#include "sim/evidence/evidence.h"
#include "sim/oracle/findings.h"
#include "sim/pawl/explore/command.h"
#include "sim/run/campaign.h"
#include "sim/run/report.h"
#include "sim/scenario/scenario.h"

namespace {

using namespace pawl::sim;

enum ExitCode {
  kWell = 0,
  kViolation = 1,
  kUnknown = 2,
  kUsage = 64,
  kDamaged = 65,
  kCannotWrite = 73,
  kInterrupted = 130
};
constexpr const char* kExitCodes =
    "Exit codes: 0 all is well, 1 a violation, 2 unknown (a run below its floor proves nothing), 64 wrong "
    "usage,\n"
    "65 a scenario or recording that cannot be read or does not fit, 73 a file that cannot be written, 130 "
    "interrupted.";

// Set by the signal, read by every worker.
std::atomic<bool> has_interrupt = false;
static_assert(std::atomic<bool>::is_always_lock_free);

/// The first interrupt ends a campaign after the runs that are under way, the second ends the program.
void end_campaign_on_interrupt() {
  std::signal(SIGINT, [](int) {
    has_interrupt = true;
    std::signal(SIGINT, SIG_DFL);
  });
}

struct Asked {
  Invocation invocation;
  CampaignSettings campaign;
  /// Where the evidence of failures goes.
  std::string evidence = "pawl-failures";
  bool has_no_evidence = false;
  std::string choices_out;
  std::string sparse_out;
  std::string history_out;
  bool shows_marks = false;
  std::string marks_out;
  bool quiet = false;
};

int exit_code(const CampaignSum& sum) {
  if (sum.violations != 0) return kViolation;
  if (has_interrupt) return kInterrupted;
  return sum.unknown != 0 ? kUnknown : kWell;
}

bool is_good(const RunResult& result) { return !result.violation && result.unknown.empty(); }

/// Tells what is wrong with a run, if anything is. A violation also leaves its evidence, up to a few of a
/// campaign.
void tell_verdict(const Scenario& scenario, const RunSettings& settings, const Asked& asked,
                  const RunResult& result, std::uint64_t& evidence_count) {
  constexpr std::uint64_t kEvidenceMax = 3;
  fmt::print("{}", verdict_text(asked.invocation, result));
  std::fflush(stdout);
  if (!result.violation || asked.has_no_evidence || evidence_count++ >= kEvidenceMax) return;
  const auto folder = write_evidence(scenario, settings, asked.invocation, asked.evidence);
  if (folder)
    fmt::print("  evidence: {} (open timeline.html)\n", folder->string());
  else
    fmt::print(stderr, "pawl-sim: {}; --out names another folder, --no-evidence wants none\n",
               folder.error());
  std::fflush(stdout);
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file.fail()) return true;
  fmt::print(stderr, "pawl-sim: {}: cannot be written; is the folder there and writable?\n", path);
  return false;
}

int run(const Scenario& scenario, const Asked& asked) {
  end_campaign_on_interrupt();
  const auto begin = std::chrono::steady_clock::now();
  const std::clock_t processor_begin = std::clock();
  constexpr std::uint64_t kToldMax = 10;
  std::uint64_t told = 0;
  std::uint64_t evidence_count = 0;
  CampaignSum so_far;
  CampaignSum sum;
  {
    ProgressBar bar(asked.campaign.run_count);
    sum = run_campaign(scenario, asked.campaign, [&](const RunResult& result) {
      so_far.add(result);
      if (!is_good(result) && told++ < kToldMax) {
        bar.clear();
        RunSettings settings;
        settings.seed = result.seed;
        settings.oracles_off = asked.campaign.oracles_off;
        tell_verdict(scenario, settings, asked, result, evidence_count);
      }
      bar.show(so_far);
    });
  }
  if (told > kToldMax) fmt::print("... and {} more\n", told - kToldMax);
  if (has_interrupt) fmt::print("interrupted before all {} runs were made\n", asked.campaign.run_count);
  const std::chrono::nanoseconds processor{static_cast<std::int64_t>(std::clock() - processor_begin) *
                                           (1'000'000'000 / CLOCKS_PER_SEC)};
  fmt::print("{}", summary_text(asked.invocation.scenario, sum,
                                {std::chrono::steady_clock::now() - begin, processor}));
  if (asked.shows_marks) fmt::print("{}", marks_text(sum.marks, sum.runs));
  if (!asked.marks_out.empty() && !write_file(asked.marks_out, marks_table(sum.marks))) return kCannotWrite;
  return exit_code(sum);
}

int replay(const Scenario& scenario, const Asked& asked) {
  ChoiceList list;
  Recording record;
  RunSettings settings;
  settings.seed = asked.campaign.first_seed;
  settings.oracles_off = asked.campaign.oracles_off;
  settings.keep_history = !asked.history_out.empty();
  if (!asked.quiet) settings.trace = [](const std::string& line) { fmt::print("{}\n", line); };
  if (!asked.choices_out.empty() || !asked.sparse_out.empty()) settings.record = &record;
  if (!asked.invocation.choices.empty()) {
    std::ifstream file(asked.invocation.choices, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) {
      fmt::print(stderr, "pawl-sim: {}: cannot be read; is the path right, and the file not empty?\n",
                 asked.invocation.choices);
      return kDamaged;
    }
    auto read = list_of(text.str());
    if (!read) {
      fmt::print(stderr, "pawl-sim: {}: {}\n", asked.invocation.choices, read.error());
      return kDamaged;
    }
    list = std::move(*read);
    settings.choices = &list;
  }
  const StackPool stacks;
  const RunResult result = World(scenario, settings, stacks).run();
  if (list.rule == ChoiceList::Rule::Whole && settings.choices != nullptr) {
    if (const std::uint64_t amiss = result.fit.unknown + result.fit.unused; amiss != 0) {
      fmt::print(
          stderr,
          "pawl-sim: {}: {} of its choices do not fit: it was recorded with another scenario or another "
          "program, and says nothing about this one; a list that begins with `sparse` may be edited\n",
          asked.invocation.choices, amiss);
      return kDamaged;
    }
  } else if (result.fit.unused != 0) {
    fmt::print("{} of the {} choices were never asked for\n", result.fit.unused, list.size());
  }
  if (!asked.choices_out.empty() && !write_file(asked.choices_out, to_text(whole_list(record))))
    return kCannotWrite;
  if (!asked.sparse_out.empty() && !write_file(asked.sparse_out, to_text(sparse_list(record))))
    return kCannotWrite;
  if (!asked.history_out.empty() && !write_file(asked.history_out, result.edn)) return kCannotWrite;
  fmt::print("{}", figures_text(result));
  if (is_good(result)) {
    fmt::print("all is well\n");
  } else {
    RunSettings again;
    again.seed = settings.seed;
    again.oracles_off = settings.oracles_off;
    again.choices = settings.choices;
    std::uint64_t evidence_count = 0;
    tell_verdict(scenario, again, asked, result, evidence_count);
  }
  CampaignSum sum;
  sum.add(result);
  return exit_code(sum);
}

int hash(const Scenario& scenario, const Asked& asked) {
  const CampaignSum sum = run_campaign(scenario, asked.campaign, [](const RunResult& result) {
    fmt::print("{} {:016x}{:016x}\n", result.seed, result.hash.high, result.hash.low);
  });
  return exit_code(sum);
}

void add_campaign(CLI::App& command, Asked& asked) {
  command.add_option("scenario", asked.invocation.scenario, "a scenario, as under scenarios/")->required();
  command.add_option("--seed", asked.campaign.first_seed, "the first seed (1)")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--oracles-off", asked.campaign.oracles_off,
                     "oracles that keep silent, separated by commas, to see what the others find");
}

void add_runs(CLI::App& command, Asked& asked) {
  command.add_option("--runs", asked.campaign.run_count, "how many seeds, one after another (1)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
  command.add_option("--jobs", asked.campaign.job_count, "runs at the same time (1)")
      ->check(CLI::Range(std::uint32_t{1}, std::uint32_t{256}));
}

void add_evidence(CLI::App& command, Asked& asked) {
  command.add_option("--out", asked.evidence,
                     "the folder in which violations leave their evidence (./pawl-failures)");
  command.add_flag("--no-evidence", asked.has_no_evidence, "violations leave no evidence");
}

}  // namespace

int main(int argc, char** argv) {
  Asked asked;
  asked.invocation.program = argv[0];
  asked.campaign.is_interrupted = [] { return has_interrupt.load(); };
  CLI::App app("pawl-sim runs a simulated cluster under faults, and judges it.");
  app.set_version_flag("--version", "pawl-sim " PAWL_VERSION);
  app.footer(kExitCodes);
  app.require_subcommand(1);
  CLI::App* run_command = app.add_subcommand("run", "runs many seeds and sums them up");
  CLI::App* replay_command = app.add_subcommand("replay", "runs one seed and prints its trace");
  CLI::App* hash_command = app.add_subcommand("hash", "prints the hash of each run's trace: `seed hash`");
  for (CLI::App* command : {run_command, replay_command, hash_command}) add_campaign(*command, asked);
  for (CLI::App* command : {run_command, hash_command}) add_runs(*command, asked);
  for (CLI::App* command : {run_command, replay_command}) add_evidence(*command, asked);
  run_command->add_flag("--marks", asked.shows_marks, "shows which marks the runs hit, and which none did");
  run_command->add_option("--marks-out", asked.marks_out,
                          "writes a line `mark TAB runs TAB hits` for each mark into this file");
  run_command->add_flag("--stop", asked.campaign.stops_at_violation, "begin no more runs after a violation");
  replay_command->add_option("--choices", asked.invocation.choices,
                             "makes the choices of this file, not the seed's; a list that begins with "
                             "`sparse` may be edited: what is not in it is quiet");
  replay_command->add_option("--save-choices", asked.choices_out, "records every choice into this file");
  replay_command->add_option("--save-sparse", asked.sparse_out,
                             "records the choices that are not the quiet ones into this file");
  replay_command->add_option("--history", asked.history_out,
                             "writes the clients' history (EDN) into this file");
  replay_command->add_flag("--quiet", asked.quiet, "figures and verdict only");
  const auto explore = explore::add_command(app);
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
  if (explore::is_asked(*explore)) return explore::run_command(*explore);
  if (const auto unknown = oracle::first_unknown(asked.campaign.oracles_off); !unknown.empty()) {
    fmt::print(stderr, "pawl-sim: --oracles-off: there is no oracle '{}'; sim/oracle/findings.h lists them\n",
               unknown);
    return kUsage;
  }
  const auto scenario = Scenario::read(asked.invocation.scenario);
  if (!scenario) {
    fmt::print(stderr, "pawl-sim: {}\n", scenario.error());
    return kDamaged;
  }
  take_over_checks();
  if (run_command->parsed()) return run(*scenario, asked);
  if (replay_command->parsed()) return replay(*scenario, asked);
  return hash(*scenario, asked);
}
