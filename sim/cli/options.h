#pragma once
// Options that several verbs have, with the same words.

#include <cstdint>
#include <string>

#include "sim/cli/subject.h"

namespace pawl::sim {

Option scenario_option(std::string& path);
Option seed_option(std::uint64_t& seed, const std::string& about);
Option oracles_off_option(std::string& oracles_off, const Subject& subject);
Option jobs_option(std::uint32_t& jobs);

/// How many runs and other things may be asked for.
inline constexpr std::uint64_t kCountMax = 1'000'000'000;
inline constexpr double kSecondsMin = 0.001;
inline constexpr double kSecondsMax = 1e9;

/// Where violations leave their evidence.
struct EvidencePlace {
  std::string folder = "pawl-failures";
  bool is_unwanted = false;
};
void add_evidence(std::vector<Option>& options, EvidencePlace& place);

}  // namespace pawl::sim
