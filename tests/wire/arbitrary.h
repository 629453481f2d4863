#pragma once
// Random core types for the properties of the wire: every alternative, every optional present and absent,
// numbers at their limits more often than chance would have it.

#include <rapidcheck.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/machine/operation.h"
#include "core/machine/row.h"
#include "core/node/command.h"
#include "core/node/effects.h"
#include "core/raft/entry.h"

namespace pawl::wire::test {

inline std::int64_t any_signed() {
  return *rc::gen::oneOf(
      rc::gen::arbitrary<std::int64_t>(),
      rc::gen::element(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                       std::int64_t{0}, std::int64_t{-1}, std::int64_t{1}));
}
inline std::uint64_t any_unsigned() {
  return *rc::gen::oneOf(
      rc::gen::arbitrary<std::uint64_t>(),
      rc::gen::element(std::uint64_t{0}, std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max()));
}
inline bool any_bool() { return *rc::gen::arbitrary<bool>(); }
/// Any bytes, also none.
inline std::string any_bytes() { return *rc::gen::arbitrary<std::string>(); }
/// A text that machine::validate lets pass.
inline std::string any_name() {
  std::string name = *rc::gen::container<std::string>(rc::gen::inRange<char>('!', '~'));
  return name.empty() ? "n" : name;
}
template <class Make>
auto maybe(const Make& make) -> std::optional<decltype(make())> {
  if (any_bool()) return make();
  return std::nullopt;
}
template <class Make>
auto some(const Make& make) -> std::vector<decltype(make())> {
  std::vector<decltype(make())> made;
  const int count = *rc::gen::inRange(0, 6);
  for (int i = 0; i < count; ++i) made.push_back(make());
  return made;
}

inline machine::SequenceParameters any_parameters() {
  return {.initial = any_signed(),
          .increment = any_signed(),
          .min = maybe(any_signed),
          .max = maybe(any_signed),
          .cycle = any_bool()};
}
inline machine::Sequence any_sequence() {
  return {.name = any_bytes(),
          .parameters = any_parameters(),
          .current = any_signed(),
          .revision = any_unsigned(),
          .incarnation = any_unsigned()};
}
inline machine::OnMissing any_on_missing() {
  return any_bool() ? machine::OnMissing::Refuse : machine::OnMissing::Create;
}

/// A request that machine::validate lets pass: only such are in the log.
inline machine::Request any_valid_request() {
  machine::Request request{.key = maybe(any_name), .operation = machine::SequenceDelete{any_name()}};
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      request.operation = machine::SequenceCreate{
          .name = any_name(),
          .parameters = {.initial = *rc::gen::inRange<std::int64_t>(-100, 100),
                         .increment = *rc::gen::element<std::int64_t>(-2, -1, 1, 7),
                         .min = any_bool() ? std::optional<std::int64_t>(-1000) : std::nullopt,
                         .max = any_bool() ? std::optional<std::int64_t>(1000) : std::nullopt,
                         .cycle = any_bool()}};
      break;
    case 1: break;
    default:
      request.operation =
          machine::SequenceReserve{.name = any_name(),
                                   .count = any_bool() ? 1 : *rc::gen::inRange<std::int64_t>(1, 1'000'000),
                                   .on_missing = any_on_missing()};
  }
  return request;
}
inline machine::Request any_request() {
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      return {.key = maybe(any_bytes),
              .operation = machine::SequenceCreate{.name = any_bytes(), .parameters = any_parameters()}};
    case 1:
      return {.key = maybe(any_bytes),
              .operation = machine::SequenceReserve{
                  .name = any_bytes(), .count = any_signed(), .on_missing = any_on_missing()}};
    default: return {.key = maybe(any_bytes), .operation = machine::SequenceDelete{any_bytes()}};
  }
}
inline node::Ask any_ask() {
  switch (*rc::gen::inRange(0, 3)) {
    case 0: return machine::Query{machine::SequenceGet{any_bytes()}};
    case 1:
      return machine::Query{
          machine::SequenceList{.prefix = any_bytes(), .after = maybe(any_bytes), .limit = any_unsigned()}};
    default: return any_request();
  }
}

inline Error any_error() {
  return {.code = static_cast<ErrorCode>(*rc::gen::inRange(0, kErrorCodeCount)), .detail = any_bytes()};
}
inline machine::Outcome any_outcome() {
  switch (*rc::gen::inRange(0, 6)) {
    case 0: return machine::Created{.sequence = any_sequence(), .is_new = any_bool()};
    case 1:
      return machine::Reserved{.first = any_signed(),
                               .last = any_signed(),
                               .count = any_signed(),
                               .increment = any_signed(),
                               .revision = any_unsigned(),
                               .incarnation = any_unsigned()};
    case 2: return machine::Deleted{.incarnation = any_unsigned()};
    case 3: return machine::Found{any_sequence()};
    case 4: return machine::Listed{.sequences = some(any_sequence), .more = any_bool()};
    default: return machine::Outcome{std::unexpect, any_error()};
  }
}

inline machine::Row any_row() {
  switch (*rc::gen::inRange(0, 3)) {
    case 0: return any_sequence();
    case 1:
      return machine::RememberedRequest{.order = any_unsigned(),
                                        .name = any_bytes(),
                                        .key = any_bytes(),
                                        .fingerprint = any_unsigned(),
                                        .at = {any_signed()},
                                        .answer = any_outcome()};
    default:
      return machine::MachineHead{.next_incarnation = any_unsigned(),
                                  .next_order = any_unsigned(),
                                  .keys_expired_to = {any_signed()}};
  }
}

inline raft::LogPosition any_position() { return {.term = {any_unsigned()}, .index = {any_unsigned()}}; }

inline raft::Entry any_entry(Term term, LogIndex index) {
  raft::Entry entry{
      .term = term, .index = index, .bytes = *rc::gen::arbitrary<std::uint32_t>(), .command = nullptr};
  if (any_bool()) {
    entry.command = std::make_shared<const Command>(
        Command{.now = {any_signed()}, .wall = {any_signed()}, .requests = some(any_valid_request)});
  }
  return entry;
}

inline raft::AppendRequest any_append() {
  const LogIndex previous{*rc::gen::inRange<std::uint64_t>(0, 1'000'000)};
  raft::AppendRequest append{.term = {*rc::gen::inRange<std::uint64_t>(1, 1'000'000)},
                             .previous = {.term = {any_unsigned()}, .index = previous},
                             .entries = {},
                             .commit = {any_unsigned()},
                             .read = {any_unsigned()},
                             .everywhere = {any_unsigned()}};
  const std::uint64_t count = *rc::gen::inRange<std::uint64_t>(0, 5);
  for (std::uint64_t i = 1; i <= count; ++i) {
    const Term term{*rc::gen::inRange<std::uint64_t>(1, append.term.value + 1)};
    append.entries.push_back(any_entry(term, previous.plus(i)));
  }
  return append;
}

inline node::PeerMessage any_message() {
  const raft::Round round = any_bool() ? raft::Round::PreVote : raft::Round::Vote;
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return raft::VoteRequest{
          .term = {any_unsigned()},
          .round = round,
          .urgency = any_bool() ? raft::Urgency::Patient : raft::Urgency::LeadershipTransfer,
          .last = any_position()};
    case 1: return raft::VoteReply{.term = {any_unsigned()}, .round = round, .granted = any_bool()};
    case 2:
      return raft::AppendReply{.term = {any_unsigned()}, .match = {any_unsigned()}, .read = {any_unsigned()}};
    case 3:
      return raft::AppendRefusal{.term = {any_unsigned()},
                                 .refused = any_position(),
                                 .hint = any_position(),
                                 .read = {any_unsigned()}};
    case 4: return raft::CampaignNow{.term = {any_unsigned()}};
    case 5:
      return node::ForwardedRequest{
          .id = any_unsigned(), .life = any_unsigned(), .term = {any_unsigned()}, .content = any_ask()};
    case 6:
      return node::ForwardedOutcome{.id = any_unsigned(), .life = any_unsigned(), .outcome = any_outcome()};
    default: return any_append();
  }
}

}  // namespace pawl::wire::test
