#pragma once
// A cause as people read it on a terminal, and as programs and pages do.

#include <string>

#include "sim/search/cause.h"

namespace pawl::sim {

/// A bar for each moment, and what happened in the step that decided.
std::string chart(const Cause& cause);

/// `{"oracle", "about", "step", "points": [{"event", "at_ns", "branches", "failures"}], "jump": {"from",
/// "to", "at_ns", "share_before", "share_after", "lines"}, ...}`
std::string json_text(const Cause& cause);

}  // namespace pawl::sim
