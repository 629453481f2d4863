#pragma once
// Many runs, one seed after another, on one or several threads. Runs share nothing; results come in the order
// of their seeds.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/run/floors.h"
#include "sim/run/marks.h"
#include "sim/run/run.h"

namespace pawl::sim {

struct CampaignSettings {
  std::uint64_t first_seed = 1;
  std::uint64_t run_count = 1;
  std::uint32_t job_count = 1;
  std::string oracles_off;
  /// Begin no more runs after the first violation.
  bool stops_at_violation = false;
  /// Asked before every run, on any thread: whether to begin no more.
  std::function<bool()> is_over = [] { return false; };
};

/// What the runs came to, all together.
struct CampaignSum {
  std::uint64_t runs = 0;
  /// Of these runs; 0 if there are none.
  std::uint64_t first_seed = 0;
  std::uint64_t last_seed = 0;
  std::uint64_t violations = 0;
  /// Runs that could not be judged.
  std::uint64_t unknown = 0;
  FloorSum floors;
  std::uint64_t events = 0;
  std::uint64_t acknowledged = 0;
  std::int64_t simulated_ms = 0;
  MarkSum marks;

  void add(const RunResult& result);
};

/// Calls `take` for every run that was made, in the order of the seeds, always from the calling thread.
CampaignSum run_campaign(const RunnerSource& source, const CampaignSettings& settings,
                         const std::function<void(const RunResult&)>& take);

}  // namespace pawl::sim
