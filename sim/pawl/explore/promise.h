#pragma once
// What a message promises must be true of its sender's disk when it leaves (Raft thesis 3.8, 10.2.1). Knows
// nothing of how the core holds promises back.

#include <string>

#include "core/raft/raft.h"
#include "sim/pawl/explore/disk.h"

namespace pawl::sim::explore {

/// What is not true; empty if all is. `raft` and `disk` are the sender's.
std::string broken_promise(const raft::Raft& raft, const Disk& disk, const raft::Addressed& sent);

}  // namespace pawl::sim::explore
