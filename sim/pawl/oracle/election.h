#pragma once
// A node came to lead, for those who judge how long that took.

#include "core/base/ids.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

struct Election {
  SimTime at;
  NodeId node;
};

}  // namespace pawl::sim
