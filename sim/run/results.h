#pragma once
// What campaigns came to, for programs: as JSON, and as JUnit's XML for those who show tests.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/report.h"

namespace pawl::sim {

/// A run that was not good.
struct BadRun {
  std::uint64_t seed = 0;
  std::optional<Violation> violation;
  /// Why it proves nothing, or little; empty if it was violated.
  std::string unknown;
  std::string thin;
  /// The folder of its evidence; empty: none was written.
  std::string evidence;
};

/// One scenario's runs.
struct CampaignReport {
  Invocation invocation;
  CampaignSum sum;
  Cost cost;
  /// The first of them, in the order of their seeds; the sum says how many there were.
  std::vector<BadRun> bad_runs;
  bool was_interrupted = false;
};

/// One object with one member `campaigns`, an array in the order of `reports`. Times are in seconds, or as
/// the member's name says.
std::string json_text(const std::vector<CampaignReport>& reports);

/// A suite for each scenario: a test for each bad run, and one for all others together. A violation is a
/// failure; what proves too little is an error.
std::string junit_text(const std::vector<CampaignReport>& reports);

}  // namespace pawl::sim
