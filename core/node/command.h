#pragma once
// What one log entry carries: all requests of one step, with the leader's stamps. Immutable once made, shared
// by the log, the disk writer and the peers' senders.

#include <vector>

#include "core/base/time.h"
#include "core/machine/operation.h"

namespace pawl {

struct Command {
  /// Never less than that of an earlier entry.
  ClusterTime now;
  /// The leader's calendar when it made the entry.
  WallTime wall;
  std::vector<machine::Request> requests;
};

}  // namespace pawl
