#pragma once
// The second way to a smaller failure: leave choices out. By kinds and labels, by streams, then ever fewer at
// a time (delta debugging, Zeller 2002); what must stay is brought as near to its quiet value as it can be.

#include "sim/search/smallest.h"

namespace pawl::sim {

void leave_out(Trials& trials, Smallest& smallest);
void bring_near(Trials& trials, Smallest& smallest);

}  // namespace pawl::sim
