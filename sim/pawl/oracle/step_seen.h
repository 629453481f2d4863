#pragma once
// One step of one node, as the oracles see it: before its effects are performed.

#include <cstdint>
#include <span>
#include <vector>

#include "core/node/node.h"

namespace pawl::sim {

struct NodeStep {
  NodeId node;
  std::uint64_t life = 0;
  const node::Node& machine;
  const node::Status& status;
  /// What it wants written; null: nothing.
  const node::Persist* persist = nullptr;
  const std::vector<node::Event>& events;
  std::span<const node::ClientReply* const> replies;
};

}  // namespace pawl::sim
