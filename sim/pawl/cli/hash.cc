#include "sim/pawl/cli/hash.h"

#include <fmt/format.h>

#include <memory>

#include "sim/pawl/scenario/scenario.h"
#include "sim/run/campaign.h"

namespace pawl::sim {
namespace {

struct Asked {
  std::string scenario;
  CampaignSettings campaign;
};

ExitCode hash(const Asked& asked) {
  const auto scenario = Scenario::read(asked.scenario);
  if (!scenario) {
    fmt::print(stderr, "pawl-sim: {}\n", scenario.error());
    return kDamaged;
  }
  const CampaignSum sum = run_campaign(runs_of(*scenario), asked.campaign, [](const RunResult& result) {
    fmt::print("{} {:016x}{:016x}\n", result.seed, result.hash.high, result.hash.low);
  });
  if (sum.violations != 0) return kViolation;
  return sum.unknown != 0 ? kUnknown : kWell;
}

}  // namespace

Subcommand add_hash(CLI::App& app) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = app.add_subcommand("hash", "prints the hash of each run's trace: `seed hash`");
  command->add_option("scenario", asked->scenario, "a scenario, as under scenarios/")->required();
  add_seed(*command, asked->campaign.first_seed, "the first seed (1)");
  add_oracles_off(*command, asked->campaign.oracles_off);
  command->add_option("--runs", asked->campaign.run_count, "how many seeds, one after another (1)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
  add_jobs(*command, asked->campaign.job_count);
  return {command, [asked] { return hash(*asked); }};
}

}  // namespace pawl::sim
