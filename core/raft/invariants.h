#pragma once
// What must be true of one group on one node after every step, whatever happened. The simulator and the text
// tests look after each step; facts about several nodes together are the simulator's oracles.

#include <optional>
#include <string_view>

#include "core/raft/raft.h"

namespace pawl::raft {

/// The first fact about the present state that does not hold, as a sentence; nullopt if all do. Looks at the
/// ends of the log, not at every entry.
std::optional<std::string_view> broken_invariant(const Raft& raft);

/// The first fact about the way from one state to a later one of the same life that does not hold, as a
/// sentence; nullopt if all do.
std::optional<std::string_view> broken_transition(const Status& before, const Status& after);

}  // namespace pawl::raft
