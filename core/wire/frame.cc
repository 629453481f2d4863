#include "core/wire/frame.h"

#include <utility>

#include "core/base/check.h"
#include "core/base/limits.h"
#include "core/wire/crc32c.h"
#include "core/wire/fixed_width.h"
#include "core/wire/messages.h"
#include "core/wire/peer.pb.h"

namespace pawl::wire {
namespace {

constexpr std::string_view kMagic = "pawl";
constexpr std::size_t kChecksumOffset = 4;
constexpr std::size_t kSummedOffset = 8;

std::string number(std::uint64_t value) { return std::to_string(value); }

std::uint32_t checksum_of(std::string_view header, std::string_view payload) {
  return crc32c(crc32c(0, header.substr(kSummedOffset)), payload);
}

std::string make_frame(FrameOrigin origin, FrameKind kind, const google::protobuf::MessageLite& payload) {
  const std::size_t payload_bytes = payload.ByteSizeLong();
  PAWL_CHECK(payload_bytes <= kFrameBytesMax);
  std::string frame;
  frame.reserve(kFrameHeaderBytes + payload_bytes);
  frame.append(kMagic);
  append_little(frame, 0, 4);  // the checksum's place
  append_little(frame, payload_bytes, 4);
  append_little(frame, kFrameVersion, 2);
  append_little(frame, static_cast<std::uint64_t>(kind), 2);
  append_little(frame, origin.cluster.value, 8);
  append_little(frame, origin.sender.value, 8);
  PAWL_CHECK(frame.size() == kFrameHeaderBytes);
  PAWL_CHECK(payload.AppendToString(&frame));
  const std::string_view whole = frame;
  const std::uint32_t checksum =
      checksum_of(whole.substr(0, kFrameHeaderBytes), whole.substr(kFrameHeaderBytes));
  for (std::size_t byte = 0; byte < 4; ++byte) {
    frame[kChecksumOffset + byte] = static_cast<char>(checksum >> (8 * byte));
  }
  return frame;
}

}  // namespace

std::vector<std::string> encode_envelopes(FrameOrigin origin, std::span<const node::PeerMessage> messages,
                                          EntryCache& cache) {
  // What a message costs inside an envelope besides its own bytes: a tag and a length.
  constexpr std::size_t kAroundMessage = 6;
  std::vector<std::string> frames;
  proto::Envelope envelope;
  std::size_t envelope_bytes = 0;
  const auto flush = [&] {
    if (envelope.messages_size() == 0) return;
    frames.push_back(make_frame(origin, FrameKind::Envelope, envelope));
    envelope.Clear();
    envelope_bytes = 0;
  };
  for (const node::PeerMessage& message : messages) {
    proto::PeerMessage written;
    write_message(message, cache, written);
    const std::size_t bytes = written.ByteSizeLong() + kAroundMessage;
    if (bytes > kFrameBytesMax) continue;
    if (envelope_bytes + bytes > kFrameBytesMax) flush();
    envelope_bytes += bytes;
    *envelope.add_messages() = std::move(written);
  }
  flush();
  return frames;
}

std::string encode_greeting(FrameOrigin origin, const Greeting& greeting) {
  proto::Greeting to;
  to.set_grpc_address(greeting.grpc_address);
  to.set_resp_address(greeting.resp_address);
  return make_frame(origin, FrameKind::Greeting, to);
}

std::expected<FrameHeader, WireError> decode_header(std::string_view header) {
  if (header.size() != kFrameHeaderBytes) return wrong("frame: the header is cut off");
  if (!header.starts_with(kMagic)) {
    return wrong("frame: does not begin like one; is the other side a member of a pawl cluster?");
  }
  const std::uint64_t payload_bytes = read_little(header, 8, 4);
  const std::uint64_t version = read_little(header, 12, 2);
  const std::uint64_t kind = read_little(header, 14, 2);
  if (version != kFrameVersion) {
    return wrong("frame: version " + number(version) + ", this node speaks " + number(kFrameVersion));
  }
  if (kind != static_cast<std::uint64_t>(FrameKind::Envelope) &&
      kind != static_cast<std::uint64_t>(FrameKind::Greeting)) {
    return wrong("frame: unknown kind " + number(kind));
  }
  if (payload_bytes > kFrameBytesMax) {
    return wrong("frame: " + number(payload_bytes) + " bytes, at most " + number(kFrameBytesMax));
  }
  return FrameHeader{
      .origin = {.cluster = {read_little(header, 16, 8)}, .sender = {read_little(header, 24, 8)}},
      .kind = static_cast<FrameKind>(kind),
      .payload_bytes = static_cast<std::uint32_t>(payload_bytes),
      .checksum = static_cast<std::uint32_t>(read_little(header, kChecksumOffset, 4))};
}

std::expected<void, WireError> check_frame(ClusterId cluster, std::string_view header,
                                           std::string_view payload) {
  const auto decoded = decode_header(header);
  if (!decoded) return std::unexpected(decoded.error());
  if (decoded->payload_bytes != payload.size()) return wrong("frame: the payload is cut off");
  if (decoded->checksum != checksum_of(header, payload)) return wrong("frame: wrong checksum");
  if (decoded->origin.cluster != cluster) {
    return wrong("frame: from cluster " + number(decoded->origin.cluster.value) + ", this is cluster " +
                 number(cluster.value));
  }
  return {};
}

std::expected<ReceivedEnvelope, WireError> decode_envelope(const FrameHeader& header,
                                                           std::string_view payload) {
  if (header.kind != FrameKind::Envelope) return wrong("frame: not an envelope");
  if (payload.size() > kFrameBytesMax) return wrong("frame: too large");
  proto::Envelope from;
  if (!from.ParseFromArray(payload.data(), static_cast<int>(payload.size())))
    return wrong("Envelope: damaged");
  ReceivedEnvelope received{.input = {.from = header.origin.sender, .messages = {}}, .entries = {}};
  received.input.messages.reserve(static_cast<std::size_t>(from.messages_size()));
  for (proto::PeerMessage& one : *from.mutable_messages()) {
    auto message = read_message(one, received.entries);
    if (!message) return std::unexpected(message.error());
    received.input.messages.push_back(std::move(*message));
  }
  return received;
}

std::expected<Greeting, WireError> decode_greeting(std::string_view payload) {
  // Two addresses; nobody has longer ones.
  constexpr std::size_t kAddressBytesMax = 1024;
  if (payload.size() > kFrameBytesMax) return wrong("frame: too large");
  proto::Greeting from;
  if (!from.ParseFromArray(payload.data(), static_cast<int>(payload.size())))
    return wrong("Greeting: damaged");
  if (from.grpc_address().size() > kAddressBytesMax || from.resp_address().size() > kAddressBytesMax) {
    return wrong("Greeting: an address is too long");
  }
  return Greeting{.grpc_address = std::move(*from.mutable_grpc_address()),
                  .resp_address = std::move(*from.mutable_resp_address())};
}

}  // namespace pawl::wire
