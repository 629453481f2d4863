#pragma once
// Many runs of one scenario, on one or several threads. Runs share nothing; results come in the order of
// their seeds.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/run/marks.h"
#include "sim/run/world.h"
#include "sim/scenario/scenario.h"

namespace pawl::sim {

struct CampaignSettings {
  std::uint64_t first_seed = 1;
  std::uint64_t run_count = 1;
  std::uint32_t job_count = 1;
  std::string oracles_off;
  /// Begin no more runs after the first violation.
  bool stops_at_violation = false;
  /// Asked before every run, on any thread: whether to begin no more.
  std::function<bool()> is_interrupted = [] { return false; };
};

/// What the runs came to, all together.
struct CampaignSum {
  std::uint64_t runs = 0;
  std::uint64_t violations = 0;
  std::uint64_t unknown = 0;
  std::uint64_t events = 0;
  std::uint64_t acknowledged = 0;
  std::int64_t simulated_ms = 0;
  MarkSum marks;

  void add(const RunResult& result);
};

/// Calls `take` for every run that was made, in the order of the seeds, always from the calling thread.
CampaignSum run_campaign(const Scenario& scenario, const CampaignSettings& settings,
                         const std::function<void(const RunResult&)>& take);

}  // namespace pawl::sim
