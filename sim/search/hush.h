#pragma once
// The first way to a smaller failure: search again, over fresh seeds, for runs that fail in the same way
// though most labels are quiet, or seldom anything else, and most faults and features are absent. It finds
// what no list of choices can be cut down to, because a choice that changes moves all that comes after it.

#include "sim/search/smallest.h"

namespace pawl::sim {

/// Leaves in `smallest` the smallest run that was found so. Fresh seeds are counted from `next_seed`.
void search_hushed(Trials& trials, std::uint64_t& next_seed, Smallest& smallest);

}  // namespace pawl::sim
