#pragma once
// Log entries as bytes. An entry is encoded once, when its leader makes it; the same bytes go to the leader's
// disk, to every follower, and to the followers' disks.

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "core/raft/entry.h"
#include "core/wire/wire_error.h"

namespace pawl::wire {

/// Requests that one entry may hold: bounds what decoding may cost. Above node::Options::entry_requests_max.
inline constexpr std::uint64_t kEntryRequestsMax = 1U << 16U;

/// Shared by the disk writer and the peers' senders.
using EncodedEntry = std::shared_ptr<const std::string>;

/// The entry as bytes (message Entry of entry.proto). Equal entries give equal bytes. The caller keeps to
/// kEntryRequestsMax.
std::string encode_entry(const raft::Entry& entry);

/// The entry that the bytes hold, every request valid. Errors: damaged, too large, or written by a later
/// version.
std::expected<raft::Entry, WireError> decode_entry(std::string_view bytes);

}  // namespace pawl::wire
