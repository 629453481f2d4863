#pragma once
// A way through the small world as people read it, and as a story that the text tests of Raft can tell again.

#include <string>
#include <vector>

#include "sim/pawl/explore/action.h"
#include "sim/pawl/explore/universe.h"

namespace pawl::sim::explore {

/// One action as a sentence without its full stop.
std::string sentence(const Doing& doing, const Universe& universe);

/// A story in the format of the text tests of Raft, without what they print: that is for
/// `raft_interaction_test` to say. `way` leads from the first state of the universe's world; `why` is what is
/// wrong at its end. The way is walked again with nodes of which none stands for another; a difference is a
/// fault of the canonical form, and the story says so.
std::string story_of(Universe& universe, const std::vector<Action>& way, const std::string& why);

}  // namespace pawl::sim::explore
