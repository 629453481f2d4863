#pragma once
// A message's way over a real wire: encoded into frames, checked, decoded. What comes out must do as well as
// what went in; the oracles see to it.

#include "core/node/effects.h"
#include "core/wire/entry_cache.h"

namespace pawl::sim {

/// The message as its receiver reads it, its entries written as the sender's cache has them. A frame that its
/// own reader refuses is a failed check.
node::FromPeer round_trip(const node::FromPeer& message, wire::EntryCache& cache);

}  // namespace pawl::sim
