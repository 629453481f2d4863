#include "core/wire/frame.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "core/base/limits.h"
#include "core/wire/crc32c.h"
#include "core/wire/peer.pb.h"
#include "tests/wire/arbitrary.h"
#include "tests/wire/same.h"

namespace pawl::wire {
namespace {

using test::same;

constexpr FrameOrigin kOrigin{.cluster = {77}, .sender = {2}};

struct Parts {
  std::string_view header;
  std::string_view payload;
};
Parts parts_of(const std::string& frame) {
  const std::string_view whole = frame;
  return {whole.substr(0, kFrameHeaderBytes), whole.substr(std::min(whole.size(), kFrameHeaderBytes))};
}

std::string error_of(ClusterId cluster, const std::string& frame) {
  const auto [header, payload] = parts_of(frame);
  const auto checked = check_frame(cluster, header, payload);
  return checked ? "no error" : checked.error().detail;
}

/// Reads a frame as a host does.
std::expected<ReceivedEnvelope, WireError> receive(const std::string& frame) {
  const auto [header, payload] = parts_of(frame);
  const auto decoded = decode_header(header);
  if (!decoded) return std::unexpected(decoded.error());
  if (auto checked = check_frame(kOrigin.cluster, header, payload); !checked) {
    return std::unexpected(checked.error());
  }
  return decode_envelope(*decoded, payload);
}

RC_GTEST_PROP(FrameProperty, MessagesComeBackEqual, ()) {
  const auto messages = test::some(test::any_message);
  EntryCache cache(1U << 20U);
  const auto frames = encode_envelopes(kOrigin, messages, cache);
  RC_ASSERT(frames.size() == (messages.empty() ? 0U : 1U));
  if (frames.empty()) return;
  const auto received = receive(frames.front());
  RC_ASSERT(received.has_value());
  RC_ASSERT(received->input.from == kOrigin.sender);
  RC_ASSERT(same(received->input.messages, messages));
}

RC_GTEST_PROP(FrameProperty, HandsBackTheBytesOfEveryEntry, ()) {
  const raft::AppendRequest append = test::any_append();
  const std::vector<node::PeerMessage> messages{append};
  EntryCache cache(1U << 20U);
  const auto received = receive(encode_envelopes(kOrigin, messages, cache).at(0));
  RC_ASSERT(received.has_value());
  RC_ASSERT(received->entries.size() == append.entries.size());
  for (std::size_t i = 0; i < append.entries.size(); ++i) {
    RC_ASSERT(*received->entries[i].encoded == encode_entry(append.entries[i]));
    RC_ASSERT(received->entries[i].position.index == append.entries[i].index);
    RC_ASSERT(received->entries[i].position.term == append.entries[i].term);
  }
}

RC_GTEST_PROP(FrameProperty, EveryFlippedBitIsSeen, ()) {
  const std::vector<node::PeerMessage> messages{test::any_message()};
  EntryCache cache(1U << 20U);
  std::string frame = encode_envelopes(kOrigin, messages, cache).at(0);
  const std::size_t at = *rc::gen::inRange<std::size_t>(0, frame.size());
  frame[at] = static_cast<char>(frame[at] ^ (1 << *rc::gen::inRange(0, 8)));
  RC_ASSERT(!receive(frame).has_value());
}

RC_GTEST_PROP(FrameProperty, RandomBytesNeverCrash, (const std::string& bytes)) {
  const FrameHeader header{.origin = kOrigin, .kind = FrameKind::Envelope, .payload_bytes = 0, .checksum = 0};
  static_cast<void>(decode_envelope(header, bytes));
  static_cast<void>(decode_greeting(bytes));
  static_cast<void>(decode_header(bytes));
  std::string padded = bytes;
  padded.resize(kFrameHeaderBytes);
  static_cast<void>(decode_header(padded));
}

TEST(Frame, GreetingComesBack) {
  const Greeting greeting{.grpc_address = "127.0.0.1:7420", .resp_address = ""};
  const std::string frame = encode_greeting(kOrigin, greeting);
  const auto [header, payload] = parts_of(frame);
  EXPECT_EQ(decode_header(header)->kind, FrameKind::Greeting);
  EXPECT_EQ(decode_header(header)->origin, kOrigin);
  EXPECT_TRUE(check_frame(kOrigin.cluster, header, payload).has_value());
  EXPECT_EQ(*decode_greeting(payload), greeting);
  EXPECT_EQ(decode_envelope(*decode_header(header), payload).error().detail, "frame: not an envelope");
}

TEST(Frame, SaysWhatIsWrongWithIt) {
  const std::string good = encode_greeting(kOrigin, {.grpc_address = "a:1", .resp_address = "b:2"});
  EXPECT_EQ(error_of({77}, good), "no error");
  EXPECT_EQ(error_of({78}, good), "frame: from cluster 77, this is cluster 78");
  std::string bad = good;
  bad[0] = 'P';
  EXPECT_EQ(error_of({77}, bad),
            "frame: does not begin like one; is the other side a member of a pawl cluster?");
  bad = good;
  bad[12] = 9;
  EXPECT_EQ(error_of({77}, bad), "frame: version 9, this node speaks 1");
  bad = good;
  bad[14] = 9;
  EXPECT_EQ(error_of({77}, bad), "frame: unknown kind 9");
  bad = good;
  bad.back() = static_cast<char>(bad.back() + 1);
  EXPECT_EQ(error_of({77}, bad), "frame: wrong checksum");
  EXPECT_EQ(error_of({77}, good + "x"), "frame: the payload is cut off");
  EXPECT_EQ(error_of({77}, good.substr(0, 20)), "frame: the header is cut off");
}

TEST(Frame, AtMostSoManyBytes) {
  std::string header = encode_greeting(kOrigin, {}).substr(0, kFrameHeaderBytes);
  const auto with_payload_bytes = [&](std::uint64_t bytes) {
    for (std::size_t i = 0; i < 4; ++i) header[8 + i] = static_cast<char>(bytes >> (8 * i));
    return decode_header(header);
  };
  EXPECT_TRUE(with_payload_bytes(kFrameBytesMax).has_value());
  EXPECT_EQ(with_payload_bytes(kFrameBytesMax + 1).error().detail, "frame: 16777217 bytes, at most 16777216");
}

TEST(Frame, ManyMessagesBecomeSeveralFrames) {
  const node::ForwardedOutcome large{
      .id = 1,
      .life = 1,
      .outcome = machine::Outcome{std::unexpect, Error{ErrorCode::TimedOut, std::string(6U << 20U, 'x')}}};
  const std::vector<node::PeerMessage> messages(5, large);
  EntryCache cache(1U << 20U);
  const auto frames = encode_envelopes(kOrigin, messages, cache);
  ASSERT_EQ(frames.size(), 3U);
  std::size_t count = 0;
  for (const std::string& frame : frames) {
    EXPECT_LE(frame.size(), kFrameHeaderBytes + kFrameBytesMax);
    count += receive(frame)->input.messages.size();
  }
  EXPECT_EQ(count, messages.size());
}

TEST(Frame, AMessageThatNoFrameCanHoldIsLeftOut) {
  const node::ForwardedOutcome large{
      .id = 1,
      .life = 1,
      .outcome =
          machine::Outcome{std::unexpect, Error{ErrorCode::TimedOut, std::string(kFrameBytesMax, 'x')}}};
  const std::vector<node::PeerMessage> messages{large, raft::CampaignNow{.term = {3}}};
  EntryCache cache(1U << 20U);
  const auto frames = encode_envelopes(kOrigin, messages, cache);
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(receive(frames.front())->input.messages.size(), 1U);
}

std::string error_of(const proto::PeerMessage& message) {
  proto::Envelope envelope;
  *envelope.add_messages() = message;
  const FrameHeader header{.origin = kOrigin, .kind = FrameKind::Envelope, .payload_bytes = 0, .checksum = 0};
  const auto received = decode_envelope(header, envelope.SerializeAsString());
  return received ? "no error" : received.error().detail;
}

TEST(Message, MissingAndUnknownPartsAreErrors) {
  proto::PeerMessage message;
  EXPECT_EQ(error_of(message), "PeerMessage.message is missing or of a later version");
  message.mutable_vote_request();
  EXPECT_EQ(error_of(message), "round is missing or of a later version");
  message.mutable_vote_request()->set_round(static_cast<proto::Round>(9));
  EXPECT_EQ(error_of(message), "round is missing or of a later version");
  message.mutable_vote_request()->set_round(proto::ROUND_VOTE);
  EXPECT_EQ(error_of(message), "urgency is missing or of a later version");
  message.mutable_vote_request()->set_urgency(proto::URGENCY_PATIENT);
  EXPECT_EQ(error_of(message), "VoteRequest.last is missing");
  message.mutable_vote_request()->mutable_last();
  EXPECT_EQ(error_of(message), "no error");
  message.mutable_append_request();
  EXPECT_EQ(error_of(message), "AppendRequest.previous is missing");
  message.mutable_append_refusal();
  EXPECT_EQ(error_of(message), "AppendRefusal: a position is missing");
  message.mutable_forwarded_request();
  EXPECT_EQ(error_of(message), "ForwardedRequest.content is missing");
  message.mutable_forwarded_request()->mutable_content();
  EXPECT_EQ(error_of(message), "Ask.ask is missing or of a later version");
  message.mutable_forwarded_request()->mutable_content()->mutable_request();
  EXPECT_EQ(error_of(message), "Request.operation is missing or of a later version");
  message.mutable_forwarded_request()->mutable_content()->mutable_query();
  EXPECT_EQ(error_of(message), "Query.query is missing or of a later version");
  message.mutable_forwarded_outcome();
  EXPECT_EQ(error_of(message), "ForwardedOutcome.outcome is missing");
  message.mutable_forwarded_outcome()->mutable_outcome();
  EXPECT_EQ(error_of(message), "Outcome.outcome is missing or of a later version");
  message.mutable_forwarded_outcome()->mutable_outcome()->mutable_error();
  EXPECT_EQ(error_of(message), "Error.code is missing or of a later version");
  message.mutable_forwarded_outcome()->mutable_outcome()->mutable_found();
  EXPECT_EQ(error_of(message), "Found.sequence is missing");
  message.mutable_forwarded_outcome()->mutable_outcome()->mutable_found()->mutable_sequence();
  EXPECT_EQ(error_of(message), "Sequence.parameters is missing");
}

TEST(Message, EntriesOfAnAppendAreConsecutiveAndNotOfALaterTerm) {
  proto::PeerMessage message;
  proto::AppendRequest& append = *message.mutable_append_request();
  append.set_term(5);
  append.mutable_previous()->set_index(10);
  const auto add = [&](std::uint64_t term, std::uint64_t index) {
    append.add_entries(encode_entry({.term = {term}, .index = {index}, .bytes = 0, .command = nullptr}));
  };
  add(5, 11);
  EXPECT_EQ(error_of(message), "no error");
  add(5, 13);
  EXPECT_EQ(error_of(message), "AppendRequest.entries: not consecutive after `previous`");
  append.clear_entries();
  add(6, 11);
  EXPECT_EQ(error_of(message), "AppendRequest.entries: of a later term than the leader's");
  append.clear_entries();
  append.add_entries("nonsense");
  EXPECT_EQ(error_of(message), "Entry: damaged");
}

}  // namespace
}  // namespace pawl::wire
