#pragma once
// When two nodes, or two messages, are the same: 128-bit hashes of what makes a difference. A node's name
// enters as `names` calls it, an instant as whether its deadline is over, the number of a write as its place
// among those that wait; what no bound lets matter is left out (docs/EXPLORING.md says why each may be).

#include <array>

#include "core/base/digest.h"
#include "sim/pawl/explore/node.h"

namespace pawl::sim::explore {

/// What each node is called; kNobody stays nobody.
using Names = std::array<std::uint8_t, kNodesMax + 1>;

/// Every way to name `nodes` nodes; the first leaves all names as they are. Nodes of more than three are not
/// exchanged: there would be too many ways.
std::vector<Names> all_names(const Bounds& bounds);

Digest canonical(const Node& node, const Names& names, const Bounds& bounds);
Digest canonical(const Envelope& envelope, const Names& names, const Bounds& bounds);

}  // namespace pawl::sim::explore
