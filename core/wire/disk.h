#pragma once
// What a node keeps on its disk beside entries and rows, as bytes, and the ordered keys of the log.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/raft/entry.h"
#include "core/wire/wire_error.h"

namespace pawl::wire {

/// The format of data folders that this build writes and reads.
inline constexpr std::uint32_t kDiskFormat = 1;

/// Whose folder it is.
struct Identity {
  ClusterId cluster;
  NodeId node;
  bool operator==(const Identity&) const = default;
};

/// Where the rows stand.
struct AppliedMark {
  LogIndex index;
  ClusterTime time;
  bool operator==(const AppliedMark&) const = default;
};

/// The identity with kDiskFormat and a checksum over both.
std::string encode_identity(const Identity& identity);
/// Errors: damaged, or of another format than kDiskFormat.
std::expected<Identity, WireError> decode_identity(std::string_view bytes);

std::string encode_hard_state(const raft::HardState& hard);
std::expected<raft::HardState, WireError> decode_hard_state(std::string_view bytes);

std::string encode_position(raft::LogPosition position);
std::expected<raft::LogPosition, WireError> decode_position(std::string_view bytes);

std::string encode_applied(const AppliedMark& mark);
std::expected<AppliedMark, WireError> decode_applied(std::string_view bytes);

/// Eight bytes, big-endian: keys in byte order are entries in index order.
std::string encode_log_key(LogIndex index);
std::expected<LogIndex, WireError> decode_log_key(std::string_view bytes);

}  // namespace pawl::wire
