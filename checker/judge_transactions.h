#pragma once
// Transactions judged by their dependencies, and by the search where those leave the asked level open.

#include "checker/check.h"
#include "checker/search/judge.h"

namespace pawl::checker {

/// Judges all operations of a history of transactions at the level that the options ask for.
/// `summary` becomes what is known of all levels.
PartResult judge_levels(const History& history, Members members, const MachineFactory& make,
                        const CheckOptions& options, const Budget& budget, LevelSummary& summary);

}  // namespace pawl::checker
