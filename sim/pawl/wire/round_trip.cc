#include "sim/pawl/wire/round_trip.h"

#include <string>
#include <string_view>
#include <utility>

#include "core/base/check.h"
#include "core/base/marks.h"
#include "core/wire/frame.h"

namespace pawl::sim {

node::FromPeer round_trip(const node::FromPeer& message, wire::EntryCache& cache) {
  constexpr ClusterId kCluster{0x706177};
  node::FromPeer received{message.from, {}};
  for (const std::string& frame : wire::encode_envelopes({kCluster, message.from}, message.messages, cache)) {
    const std::string_view header = std::string_view(frame).substr(0, wire::kFrameHeaderBytes);
    const std::string_view payload = std::string_view(frame).substr(wire::kFrameHeaderBytes);
    const auto decoded_header = wire::decode_header(header);
    PAWL_CHECK(decoded_header.has_value());
    PAWL_CHECK(wire::check_frame(kCluster, header, payload).has_value());
    auto envelope = wire::decode_envelope(*decoded_header, payload);
    PAWL_CHECK(envelope.has_value());
    PAWL_CHECK(envelope->input.from == message.from);
    PAWL_SOMETIMES("wire.message-travels-as-bytes");
    for (node::PeerMessage& one : envelope->input.messages) received.messages.push_back(std::move(one));
  }
  PAWL_CHECK(received.messages.size() == message.messages.size());
  return received;
}

}  // namespace pawl::sim
