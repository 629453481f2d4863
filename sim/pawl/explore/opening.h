#pragma once
// Where a search begins.

#include <string>
#include <vector>

#include "sim/pawl/explore/ghost.h"
#include "sim/pawl/explore/node.h"

namespace pawl::sim::explore {

struct Opening {
  /// Node 1 first.
  std::vector<Node> nodes;
  Ghost ghost;
  /// Why it is no opening: an undisturbed election came to something else than a leader. Empty if it is one.
  std::string wrong;
};

Opening opening_of(const Bounds& bounds);

}  // namespace pawl::sim::explore
