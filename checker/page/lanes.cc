#include "checker/page/lanes.h"

#include <deque>
#include <map>

namespace pawl::checker {

std::vector<std::int32_t> lanes_of(const History& history) {
  std::vector<std::int32_t> lanes;
  lanes.reserve(history.operations.size());
  std::map<std::int64_t, std::int32_t> lane_of_process;
  std::deque<std::int32_t> free_lanes;
  std::int32_t lane_count = 0;
  for (const Operation& operation : history.operations) {
    const auto found = lane_of_process.find(operation.process);
    std::int32_t lane = 0;
    if (found != lane_of_process.end()) {
      lane = found->second;
    } else if (!free_lanes.empty()) {
      lane = free_lanes.front();
      free_lanes.pop_front();
    } else {
      lane = lane_count++;
    }
    lanes.push_back(lane);
    if (operation.outcome == Outcome::Unknown) {
      lane_of_process.erase(operation.process);
      free_lanes.push_back(lane);
    } else {
      lane_of_process[operation.process] = lane;
    }
  }
  return lanes;
}

}  // namespace pawl::checker
