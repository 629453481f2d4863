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
  bool shows_checkpoints = false;
  std::uint64_t first_event = 0;
  std::uint64_t last_event = 0;
};

std::string hex(const Digest& digest) { return fmt::format("{:016x}{:016x}", digest.high, digest.low); }

void tell_checkpoint(const Checkpoint& at) {
  fmt::print("{} at {} us: {} {} trace {} states {} messages {} choices {}\n", at.events,
             at.last.at.ns / 1'000, name_of(at.last.kind), at.last.node, hex(at.trace), hex(at.states),
             hex(at.messages), hex(at.choices));
}

ExitCode verdict(std::uint64_t violations, std::uint64_t unknown) {
  if (violations != 0) return kViolation;
  return unknown != 0 ? kUnknown : kWell;
}

/// One run after another, each with its checkpoints.
ExitCode hash_checkpoints(const Asked& asked, const Scenario& scenario) {
  const Runner runner = runs_of(scenario)();
  std::uint64_t violations = 0;
  std::uint64_t unknown = 0;
  for (std::uint64_t i = 0; i < asked.campaign.run_count; ++i) {
    RunSettings settings;
    settings.seed = asked.campaign.first_seed + i;
    settings.oracles_off = asked.campaign.oracles_off;
    settings.checkpoints = {tell_checkpoint, asked.first_event, asked.last_event};
    const RunResult result = runner(settings);
    fmt::print("{} {}\n", result.seed, hex(result.hash));
    violations += result.violation ? 1 : 0;
    unknown += result.unknown.empty() ? 0 : 1;
  }
  return verdict(violations, unknown);
}

ExitCode hash(const Asked& asked) {
  const auto scenario = Scenario::read(asked.scenario);
  if (!scenario) {
    fmt::print(stderr, "pawl-sim: {}\n", scenario.error());
    return kDamaged;
  }
  if (asked.shows_checkpoints || asked.last_event != 0) return hash_checkpoints(asked, *scenario);
  const CampaignSum sum = run_campaign(runs_of(*scenario), asked.campaign, [](const RunResult& result) {
    fmt::print("{} {}\n", result.seed, hex(result.hash));
  });
  return verdict(sum.violations, sum.unknown);
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
  command->add_flag("--checkpoints", asked->shows_checkpoints,
                    "before it, every 1,000 events, what goes into it: ci/first-difference reads them");
  CLI::Option* first =
      command->add_option("--from", asked->first_event, "a checkpoint after each event from this one on");
  CLI::Option* last = command->add_option("--to", asked->last_event, "... to this one");
  first->needs(last);
  last->needs(first);
  return {command, [asked] { return hash(*asked); }};
}

}  // namespace pawl::sim
