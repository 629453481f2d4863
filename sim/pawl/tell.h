#pragma once
// How pawl tells its story: a node after a step, its messages and its clients' calls as the values that the
// story keeps. Decides nothing.

#include <cstdint>
#include <string>
#include <vector>

#include "core/node/node.h"
#include "sim/pawl/client/chronicle.h"
#include "sim/pawl/system.h"
#include "sim/run/story.h"

namespace pawl::sim {

Vocabulary tell_vocabulary();

enum class LogPart : std::uint8_t { IfChanged, Whole };

/// The node after the step that made these effects.
StepTold tell_step(const PawlNode& node, const Effects<Pawl>& effects, LogPart log);

/// All that one envelope carries.
FlightTold tell_flight(const std::vector<node::PeerMessage>& messages);

std::vector<Story::Call> tell_calls(const Chronicle& chronicle);

}  // namespace pawl::sim
