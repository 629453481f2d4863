// pawl-sim: runs scenarios. Exit codes: 0 all is well, 1 a violation, 2 unknown (a run below its floor proves
// nothing), 64 wrong usage, 65 a scenario or recording that cannot be read.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

#include "sim/run/campaign.h"
#include "sim/run/report.h"
#include "sim/scenario/scenario.h"

namespace {

using namespace pawl::sim;

enum ExitCode { kWell = 0, kViolation = 1, kUnknown = 2, kUsage = 64, kDamaged = 65, kCannotWrite = 73 };

struct Asked {
  std::string program;
  std::string scenario;
  CampaignSettings campaign;
  std::string choices_in;
  std::string choices_out;
  std::string history_out;
  bool quiet = false;
};

int exit_code(const CampaignSum& sum) {
  if (sum.violations != 0) return kViolation;
  return sum.unknown != 0 ? kUnknown : kWell;
}

int run(const Scenario& scenario, const Asked& asked) {
  const auto begin = std::chrono::steady_clock::now();
  const std::clock_t processor_begin = std::clock();
  constexpr std::uint64_t kToldMax = 10;
  std::uint64_t told = 0;
  CampaignSum so_far;
  CampaignSum sum;
  {
    ProgressBar bar(asked.campaign.run_count);
    sum = run_campaign(scenario, asked.campaign, [&](const RunResult& result) {
      so_far.add(result);
      const std::string verdict =
          verdict_text(asked.program, asked.scenario, result, asked.campaign.oracles_off);
      if (!verdict.empty() && told++ < kToldMax) {
        bar.clear();
        fmt::print("{}", verdict);
        std::fflush(stdout);
      }
      bar.show(so_far);
    });
  }
  if (told > kToldMax) fmt::print("... and {} more\n", told - kToldMax);
  const std::chrono::nanoseconds processor{static_cast<std::int64_t>(std::clock() - processor_begin) *
                                           (1'000'000'000 / CLOCKS_PER_SEC)};
  fmt::print("{}", summary_text(asked.scenario, sum, {std::chrono::steady_clock::now() - begin, processor}));
  return exit_code(sum);
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file.fail()) return true;
  fmt::print(stderr, "pawl-sim: {}: cannot be written; is the folder there and writable?\n", path);
  return false;
}

int replay(const Scenario& scenario, const Asked& asked) {
  Recording script;
  Recording record;
  RunSettings settings;
  settings.seed = asked.campaign.first_seed;
  settings.oracles_off = asked.campaign.oracles_off;
  settings.keep_history = !asked.history_out.empty();
  if (!asked.quiet) settings.trace = [](const std::string& line) { fmt::print("{}\n", line); };
  if (!asked.choices_out.empty()) settings.record = &record;
  if (!asked.choices_in.empty()) {
    std::ifstream file(asked.choices_in, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) {
      fmt::print(stderr, "pawl-sim: {}: cannot be read; is the path right, and the file not empty?\n",
                 asked.choices_in);
      return kDamaged;
    }
    auto read = recording_of(text.str());
    if (!read) {
      fmt::print(stderr, "pawl-sim: {}: {}\n", asked.choices_in, read.error());
      return kDamaged;
    }
    script = std::move(*read);
    settings.replay = &script;
  }
  const StackPool stacks;
  const RunResult result = World(scenario, settings, stacks).run();
  if (!asked.choices_out.empty() && !write_file(asked.choices_out, to_text(record))) return kCannotWrite;
  if (!asked.history_out.empty() && !write_file(asked.history_out, result.edn)) return kCannotWrite;
  fmt::print("{}", figures_text(result));
  if (result.mismatches != 0)
    fmt::print("{} recorded choices did not fit: the program or the scenario is another one\n",
               result.mismatches);
  const std::string verdict = verdict_text(asked.program, asked.scenario, result, asked.campaign.oracles_off);
  fmt::print("{}", verdict.empty() ? std::string("all is well\n") : verdict);
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
  command.add_option("scenario", asked.scenario, "a scenario, as under scenarios/")->required();
  command.add_option("--seed", asked.campaign.first_seed, "the first seed (1)");
  command.add_option("--oracles-off", asked.campaign.oracles_off,
                     "oracles that keep silent, separated by commas, to see what the others find");
}

void add_runs(CLI::App& command, Asked& asked) {
  command.add_option("--runs", asked.campaign.run_count, "how many seeds, one after another (1)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
  command.add_option("--jobs", asked.campaign.job_count, "runs at the same time (1)")
      ->check(CLI::Range(std::uint32_t{1}, std::uint32_t{256}));
}

}  // namespace

int main(int argc, char** argv) {
  Asked asked;
  asked.program = argv[0];
  CLI::App app("pawl-sim runs a simulated cluster under faults, and judges it.");
  app.require_subcommand(1);
  CLI::App* run_command = app.add_subcommand("run", "runs many seeds and sums them up");
  CLI::App* replay_command = app.add_subcommand("replay", "runs one seed and prints its trace");
  CLI::App* hash_command = app.add_subcommand("hash", "prints the hash of each run's trace: `seed hash`");
  for (CLI::App* command : {run_command, replay_command, hash_command}) add_campaign(*command, asked);
  for (CLI::App* command : {run_command, hash_command}) add_runs(*command, asked);
  run_command->add_flag("--stop", asked.campaign.stops_at_violation, "begin no more runs after a violation");
  replay_command->add_option("--choices", asked.choices_in,
                             "makes the choices of this recording, not the seed's");
  replay_command->add_option("--save-choices", asked.choices_out, "records every choice into this file");
  replay_command->add_option("--history", asked.history_out,
                             "writes the clients' history (EDN) into this file");
  replay_command->add_flag("--quiet", asked.quiet, "figures and verdict only");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kWell : kUsage;
  }
  const auto scenario = Scenario::read(asked.scenario);
  if (!scenario) {
    fmt::print(stderr, "pawl-sim: {}\n", scenario.error());
    return kDamaged;
  }
  take_over_checks();
  if (run_command->parsed()) return run(*scenario, asked);
  if (replay_command->parsed()) return replay(*scenario, asked);
  return hash(*scenario, asked);
}
