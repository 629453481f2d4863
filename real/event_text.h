#pragma once
// What happened inside a node, as a line for a person: who, what, term, index.

#include <optional>
#include <string>

#include "core/node/effects.h"
#include "real/log.h"

namespace pawl::real {

struct EventLine {
  LogLevel level;
  std::string text;
};

/// The line for an event of the node `self`; none for events that come with every request, unless `least` is
/// Debug.
std::optional<EventLine> render(const node::Event& event, NodeId self, LogLevel least);

}  // namespace pawl::real
