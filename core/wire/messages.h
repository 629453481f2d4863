#pragma once
// Messages between nodes as messages of peer.proto. Reading takes texts and entries out of the message it is
// given.

#include <expected>
#include <vector>

#include "core/node/effects.h"
#include "core/wire/entry_cache.h"
#include "core/wire/frame.h"
#include "core/wire/peer.pb.h"
#include "core/wire/wire_error.h"

namespace pawl::wire {

void write_message(const node::PeerMessage& from, EntryCache& cache, proto::PeerMessage& to);

/// The message; the bytes of its entries are added to `entries`.
std::expected<node::PeerMessage, WireError> read_message(
    proto::PeerMessage& from, std::vector<ReceivedEnvelope::ReceivedEntry>& entries);

}  // namespace pawl::wire
