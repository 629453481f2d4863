#include "sim/run/floors.h"

#include <fmt/format.h>

#include <algorithm>

namespace pawl::sim {

std::string below(const std::vector<Floor>& floors) {
  const auto missed = std::ranges::find_if_not(floors, &Floor::is_reached);
  if (missed == floors.end()) return {};
  return fmt::format("{}: {}, expected at least {}", missed->what, missed->is, missed->promised);
}

void FloorSum::add(const std::vector<Floor>& floors_of_a_run) {
  ++runs_;
  if (!std::ranges::all_of(floors_of_a_run, &Floor::is_reached)) ++thin_runs_;
  for (const Floor& floor : floors_of_a_run) {
    auto line = lines_.find(floor.what);
    if (line == lines_.end()) line = lines_.emplace(std::string(floor.what), Line{}).first;
    line->second.is += floor.is;
    line->second.promised += floor.promised;
  }
}

std::string FloorSum::below() const {
  for (const auto& [what, line] : lines_)
    if (line.is < line.promised)
      return fmt::format("{} in all runs: {}, expected at least {}", what, line.is, line.promised);
  if (runs_ >= kRunsToJudge && thin_runs_ * 100 > runs_ * kThinPercentMax)
    return fmt::format("{} of {} runs are below their floors, at most {} % may be", thin_runs_, runs_,
                       kThinPercentMax);
  return {};
}

}  // namespace pawl::sim
