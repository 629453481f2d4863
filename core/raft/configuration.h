#pragma once
// Who votes. Written for joint consensus from the start: during a change both halves must agree (Raft
// thesis 4.3).

#include <vector>

#include "core/base/ids.h"

namespace pawl::raft {

struct Configuration {
  /// Voters in ascending order, without repeats.
  std::vector<NodeId> voters;
  /// The voters that are being left; empty unless a joint configuration is in force.
  std::vector<NodeId> outgoing;

  bool operator==(const Configuration&) const = default;
  bool is_voter(NodeId node) const;
};

}  // namespace pawl::raft
