#pragma once
// Frames between nodes: a header of fixed size, then an Envelope or a Greeting (peer.proto). All numbers
// little-endian.
//
//    0        4        8        12       14       16                24                32
//    +--------+--------+--------+--------+--------+-----------------+-----------------+---------
//    | "pawl" | CRC32C | payload| version| kind   | cluster id      | sender's id     | payload
//    |        |        | bytes  |        |        |                 |                 |
//    +--------+--------+--------+--------+--------+-----------------+-----------------+---------
//                      '------------------- the checksum is of all this ------------------------

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/node/effects.h"
#include "core/wire/entry_cache.h"
#include "core/wire/wire_error.h"

namespace pawl::wire {

inline constexpr std::size_t kFrameHeaderBytes = 32;
inline constexpr std::uint16_t kFrameVersion = 1;

/// Who sends a frame.
struct FrameOrigin {
  ClusterId cluster;
  NodeId sender;
  bool operator==(const FrameOrigin&) const = default;
};

enum class FrameKind : std::uint16_t { Envelope = 1, Greeting = 2 };

struct FrameHeader {
  FrameOrigin origin;
  FrameKind kind = FrameKind::Envelope;
  std::uint32_t payload_bytes = 0;
  std::uint32_t checksum = 0;
  bool operator==(const FrameHeader&) const = default;
};

/// What a node says of itself, first thing on every connection that it opens.
struct Greeting {
  /// Where clients find it, "host:port"; empty: it does not serve that protocol.
  std::string grpc_address;
  std::string resp_address;
  bool operator==(const Greeting&) const = default;
};

/// What an envelope held.
struct ReceivedEnvelope {
  node::FromPeer input;
  /// The bytes of every entry in it, to be stored as they are (EntryCache::put).
  struct ReceivedEntry {
    raft::LogPosition position;
    EncodedEntry encoded;
  };
  std::vector<ReceivedEntry> entries;
};

/// The messages as one or more frames of kind Envelope, each with its header, in order. A frame never exceeds
/// kFrameBytesMax; a single message that would is left out, as if the network had lost it (the node's limits
/// keep far below it).
std::vector<std::string> encode_envelopes(FrameOrigin origin, std::span<const node::PeerMessage> messages,
                                          EntryCache& cache);

std::string encode_greeting(FrameOrigin origin, const Greeting& greeting);

/// Reads a header from exactly kFrameHeaderBytes bytes. Errors: another protocol, another version, an unknown
/// kind, a payload above kFrameBytesMax. The checksum is not looked at before the payload is there.
std::expected<FrameHeader, WireError> decode_header(std::string_view header);

/// Whether header and payload belong together and to `cluster`. Errors: another cluster, a wrong checksum.
std::expected<void, WireError> check_frame(ClusterId cluster, std::string_view header,
                                           std::string_view payload);

/// Reads the payload of a checked frame of kind Envelope. Errors: a damaged or unknown message.
std::expected<ReceivedEnvelope, WireError> decode_envelope(const FrameHeader& header,
                                                           std::string_view payload);

/// Reads the payload of a checked frame of kind Greeting.
std::expected<Greeting, WireError> decode_greeting(std::string_view payload);

}  // namespace pawl::wire
