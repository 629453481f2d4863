#pragma once
// What happened, in words: one line for each event, message, write and request. Decides nothing.

#include <string>

#include "core/node/node.h"

namespace pawl::sim {

std::string to_text(const node::Event& event);
std::string to_text(const node::PeerMessage& message);
std::string to_text(const node::Persist& persist);
std::string to_text(const node::Ask& ask);
std::string to_text(const machine::Outcome& outcome);

}  // namespace pawl::sim
