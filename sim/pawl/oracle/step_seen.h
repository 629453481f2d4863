#pragma once
// One step of one node, as the oracles see it: before its effects are performed.

#include <cstdint>

#include "core/node/node.h"

namespace pawl::sim {

struct StepSeen {
  NodeId node;
  std::uint64_t life = 0;
  const node::Node& machine;
  const node::Status& status;
  const node::Effects& effects;
};

}  // namespace pawl::sim
