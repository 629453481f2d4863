#include "sim/cli/verbs.h"

#include <fmt/format.h>

#include <limits>
#include <memory>
#include <utility>

#include "sim/cli/complain.h"
#include "sim/cli/options.h"
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
ExitCode hash_checkpoints(const Asked& asked, const ScenarioFile& scenario) {
  const Runner runner = scenario.runs();
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

ExitCode hash(const Subject& subject, const Asked& asked) {
  const auto scenario = subject.read(asked.scenario);
  if (!scenario) {
    complain(scenario.error());
    return kDamaged;
  }
  if (asked.shows_checkpoints || asked.last_event != 0) return hash_checkpoints(asked, *scenario);
  const CampaignSum sum = run_campaign(scenario->runs, asked.campaign, [](const RunResult& result) {
    fmt::print("{} {}\n", result.seed, hex(result.hash));
  });
  return verdict(sum.violations, sum.unknown);
}

}  // namespace

Verb hash_verb(const Subject& subject) {
  constexpr std::uint64_t kEventMax = std::numeric_limits<std::uint64_t>::max();
  const auto asked = std::make_shared<Asked>();
  std::vector<Option> options{
      scenario_option(asked->scenario),
      seed_option(asked->campaign.first_seed, "the first seed (1)"),
      oracles_off_option(asked->campaign.oracles_off, subject),
      {.name = "--runs",
       .about = "how many seeds, one after another (1)",
       .place = Bounded<std::uint64_t>{&asked->campaign.run_count, 1, kCountMax}},
      jobs_option(asked->campaign.job_count),
      {.name = "--checkpoints",
       .about = "before it, every 1,000 events, what goes into it: ci/first-difference reads them",
       .place = &asked->shows_checkpoints},
      {.name = "--from",
       .about = "a checkpoint after each event from this one on",
       .place = Bounded<std::uint64_t>{&asked->first_event, 0, kEventMax},
       .needs = "--to"},
      {.name = "--to",
       .about = "... to this one",
       .place = Bounded<std::uint64_t>{&asked->last_event, 0, kEventMax},
       .needs = "--from"},
  };
  return {"hash", "prints the hash of each run's trace: `seed hash`", std::move(options),
          [&subject, asked] { return hash(subject, *asked); }};
}

}  // namespace pawl::sim
