#pragma once
// What an entry of the log says about the moment of its application, for every object of the model.

#include "core/base/ids.h"
#include "core/base/time.h"

namespace pawl::sim::model {

struct Moment {
  GroupId group;
  LogIndex index;
  ClusterTime now;
  WallTime wall;
};

}  // namespace pawl::sim::model
