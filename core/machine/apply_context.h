#pragma once
// What a log entry says about the moment of its application; the same on every replica.

#include "core/base/ids.h"
#include "core/base/time.h"

namespace pawl::machine {

struct ApplyContext {
  LogIndex index;
  /// Decides how long requests are remembered.
  ClusterTime now;
  /// The leader's calendar as it wrote the entry; only compared with the times inside keys.
  WallTime wall;
};

}  // namespace pawl::machine
