// Bytes that this format version must keep: what one release wrote, every later one reads. After a deliberate
// change of format run this test with PAWL_REWRITE=1 and look at the difference.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

#include "core/node/command.h"
#include "core/wire/api.h"
#include "core/wire/disk.h"
#include "core/wire/entry.h"
#include "core/wire/frame.h"
#include "core/wire/row.h"

namespace pawl::wire {
namespace {

/// Sixteen bytes a line, in hexadecimal digits.
std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 15U]);
    text.push_back(at % 16 == 15 || at + 1 == bytes.size() ? '\n' : ' ');
  }
  return text;
}

void expect_golden(const std::string& name, std::string_view bytes) {
  const std::string path = std::string(PAWL_SOURCE_DIR) + "/tests/wire/golden/" + name + ".hex";
  if (std::getenv("PAWL_REWRITE") != nullptr) {
    std::ofstream(path) << to_hex(bytes);
    return;
  }
  std::ifstream file(path);
  ASSERT_TRUE(file.is_open()) << path << " is missing: run with PAWL_REWRITE=1 to write it";
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(to_hex(bytes), text.str()) << path;
}

const machine::SequenceParameters kParameters{
    .initial = 1000, .increment = -5, .min = -20, .max = 5000, .cycle = true};
const machine::Sequence kSequence{
    .name = "orders", .parameters = kParameters, .current = 995, .revision = 3, .incarnation = 7};
const machine::Reserved kReserved{
    .first = 995, .last = 975, .count = 5, .increment = -5, .revision = 4, .incarnation = 7};

raft::Entry golden_entry() {
  using machine::Request;
  return {.term = {6},
          .index = {300},
          .bytes = 411,
          .command = std::make_shared<const Command>(Command{
              .now = {1'000'000'007},
              .wall = {1'700'000'000'000'000'000},
              .requests = {
                  Request{.key = std::nullopt,
                          .operation = machine::SequenceCreate{.name = "orders", .parameters = kParameters}},
                  Request{.key = "0190163d-8694-739b-aea5-966c26f8ad91",
                          .operation =
                              machine::SequenceReserve{
                                  .name = "orders", .count = 5, .on_missing = machine::OnMissing::Create}},
                  Request{.key = std::nullopt,
                          .operation =
                              machine::SequenceReserve{
                                  .name = "invoices", .count = 1, .on_missing = machine::OnMissing::Refuse}},
                  Request{.key = "k", .operation = machine::SequenceDelete{"orders"}},
              }})};
}

TEST(Golden, Entry) {
  expect_golden("entry", encode_entry(golden_entry()));
  expect_golden("entry_noop", encode_entry({.term = {2}, .index = {1}, .bytes = 0, .command = nullptr}));
}

TEST(Golden, Frames) {
  const FrameOrigin origin{.cluster = {0x1122334455667788}, .sender = {3}};
  EntryCache cache(1U << 20U);
  const std::vector<node::PeerMessage> messages{
      raft::VoteRequest{.term = {9},
                        .round = raft::Round::PreVote,
                        .urgency = raft::Urgency::LeadershipTransfer,
                        .last = {.term = {8}, .index = {70}}},
      raft::VoteReply{.term = {9}, .round = raft::Round::Vote, .granted = true},
      raft::AppendRequest{.term = {9},
                          .previous = {.term = {5}, .index = {299}},
                          .entries = {golden_entry()},
                          .commit = {298},
                          .read = {12},
                          .everywhere = {250}},
      raft::AppendReply{.term = {9}, .match = {300}, .read = {12}},
      raft::AppendRefusal{.term = {9},
                          .refused = {.term = {5}, .index = {299}},
                          .hint = {.term = {4}, .index = {120}},
                          .read = {12}},
      raft::CampaignNow{.term = {9}},
      node::ForwardedRequest{
          .id = 4,
          .life = 0xabcdef,
          .term = {9},
          .content = machine::Query{machine::SequenceList{.prefix = "or", .after = "orders", .limit = 10}}},
      node::ForwardedRequest{
          .id = 5, .life = 0xabcdef, .term = {9}, .content = golden_entry().command->requests[1]},
      node::ForwardedOutcome{.id = 4, .life = 0xabcdef, .outcome = kReserved},
      node::ForwardedOutcome{
          .id = 5, .life = 0xabcdef, .outcome = machine::Created{.sequence = kSequence, .is_new = true}},
      node::ForwardedOutcome{
          .id = 6, .life = 0xabcdef, .outcome = machine::Listed{.sequences = {kSequence}, .more = true}},
      node::ForwardedOutcome{
          .id = 7,
          .life = 0xabcdef,
          .outcome = machine::Outcome{std::unexpect, Error{ErrorCode::Exhausted, "nothing is left"}}},
  };
  const auto frames = encode_envelopes(origin, messages, cache);
  ASSERT_EQ(frames.size(), 1U);
  expect_golden("envelope", frames.front());
  expect_golden("greeting", encode_greeting(origin, {.grpc_address = "127.0.0.1:7420",
                                                     .resp_address = "127.0.0.1:7422"}));
}

TEST(Golden, Rows) {
  const std::vector<std::pair<std::string, machine::Row>> rows{
      {"row_sequence", kSequence},
      {"row_remembered", machine::RememberedRequest{.order = 77,
                                                    .name = "orders",
                                                    .key = "worker-a-batch-1",
                                                    .fingerprint = 0x0123456789abcdef,
                                                    .at = {5'000'000'000},
                                                    .answer = kReserved}},
      {"row_head",
       machine::MachineHead{.next_incarnation = 8, .next_order = 78, .keys_expired_to = {INT64_MIN}}},
  };
  for (const auto& [name, row] : rows) {
    expect_golden(name + "_key", encode_row_key(machine::key_of(row)));
    expect_golden(name, encode_row(row));
  }
}

TEST(Golden, Disk) {
  expect_golden("identity", encode_identity({.cluster = {0x1122334455667788}, .node = {3}}));
  expect_golden("hard_state", encode_hard_state({.term = {9}, .voted_for = {2}}));
  expect_golden("position", encode_position({.term = {5}, .index = {299}}));
  expect_golden("applied", encode_applied({.index = {300}, .time = {5'000'000'000}}));
  expect_golden("log_key", encode_log_key({300}));
}

TEST(Golden, Api) {
  expect_golden(
      "api_call",
      write_call(golden_entry().command->requests[0], node::WhenNotLeader::Forward).SerializeAsString());
  v1::Answer answer;
  answer.set_id(12);
  write_answer(ApiCall::Reserve, kReserved, answer);
  expect_golden("api_answer", answer.SerializeAsString());
  v1::Error error;
  write_error({ErrorCode::NotLeader, "ask node 2"}, {.node = {2}, .address = "127.0.0.1:7430"}, error);
  expect_golden("api_status_details", encode_status_details(9, error));
}

}  // namespace
}  // namespace pawl::wire
