#pragma once
// `pawl-sim explore`: visits everything that can happen in a small world of Raft.

#include "sim/cli/verb.h"

namespace pawl::sim {

Verb explore_verb();

}  // namespace pawl::sim
