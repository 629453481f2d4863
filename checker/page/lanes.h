#pragma once
// Rows of the timeline: one a worker. A process that ended with an unknown outcome leaves its row to the
// process that goes on in its place, as recorders do.

#include <cstdint>
#include <vector>

#include "checker/history/history.h"

namespace pawl::checker {

/// The row of each operation, by its index; rows count from 0.
std::vector<std::int32_t> lanes_of(const History& history);

}  // namespace pawl::checker
