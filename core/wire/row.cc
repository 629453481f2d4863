#include "core/wire/row.h"

#include <utility>

#include "core/base/overloaded.h"
#include "core/wire/fixed_width.h"
#include "core/wire/operations.h"
#include "core/wire/outcomes.h"
#include "core/wire/row.pb.h"

namespace pawl::wire {
namespace {

constexpr char kHead = 'h';
constexpr char kRequest = 'k';
constexpr char kSequence = 's';

void write_remembered(const machine::RememberedRequest& from, proto::RememberedRequest& to) {
  to.set_order(from.order);
  to.set_name(from.name);
  to.set_key(from.key);
  to.set_fingerprint(from.fingerprint);
  to.set_at_ns(from.at.ns);
  write_outcome(from.answer, *to.mutable_answer());
}

void write_head(const machine::MachineHead& from, proto::MachineHead& to) {
  to.set_next_incarnation(from.next_incarnation);
  to.set_next_order(from.next_order);
  to.set_keys_expired_to_ns(from.keys_expired_to.ns);
}

std::expected<machine::Row, WireError> read_remembered(proto::RememberedRequest& from) {
  if (!from.has_answer()) return wrong("RememberedRequest.answer is missing");
  auto answer = read_outcome(*from.mutable_answer());
  if (!answer) return std::unexpected(answer.error());
  return machine::RememberedRequest{.order = from.order(),
                                    .name = std::move(*from.mutable_name()),
                                    .key = std::move(*from.mutable_key()),
                                    .fingerprint = from.fingerprint(),
                                    .at = {from.at_ns()},
                                    .answer = std::move(*answer)};
}

std::expected<machine::Row, WireError> read_row(proto::Row& from) {
  switch (from.row_case()) {
    case proto::Row::kSequence: {
      auto sequence = read_sequence(*from.mutable_sequence());
      if (!sequence) return std::unexpected(sequence.error());
      return std::move(*sequence);
    }
    case proto::Row::kRemembered: return read_remembered(*from.mutable_remembered());
    case proto::Row::kHead:
      return machine::MachineHead{.next_incarnation = from.head().next_incarnation(),
                                  .next_order = from.head().next_order(),
                                  .keys_expired_to = {from.head().keys_expired_to_ns()}};
    case proto::Row::ROW_NOT_SET: break;
  }
  return wrong("Row.row is missing or of a later version");
}

}  // namespace

std::string encode_row_key(const machine::RowKey& key) {
  std::string bytes;
  std::visit(Overloaded{
                 [&](const machine::SequenceRowKey& sequence) {
                   bytes.reserve(1 + sequence.name.size());
                   bytes.push_back(kSequence);
                   bytes.append(sequence.name);
                 },
                 [&](const machine::RequestRowKey& request) {
                   bytes.push_back(kRequest);
                   append_ordered(bytes, request.order);
                 },
                 [&](const machine::HeadRowKey&) { bytes.push_back(kHead); },
             },
             key);
  return bytes;
}

std::expected<machine::RowKey, WireError> decode_row_key(std::string_view bytes) {
  if (bytes.empty()) return wrong("row key: empty");
  const std::string_view rest = bytes.substr(1);
  if (bytes.front() == kSequence) return machine::SequenceRowKey{std::string(rest)};
  if (bytes.front() == kRequest && rest.size() == 8) return machine::RequestRowKey{read_ordered(rest)};
  if (bytes.front() == kHead && rest.empty()) return machine::HeadRowKey{};
  return wrong("row key: unknown kind or wrong length");
}

std::string encode_row(const machine::Row& row) {
  proto::Row to;
  std::visit(Overloaded{
                 [&](const machine::Sequence& sequence) { write_sequence(sequence, *to.mutable_sequence()); },
                 [&](const machine::RememberedRequest& remembered) {
                   write_remembered(remembered, *to.mutable_remembered());
                 },
                 [&](const machine::MachineHead& head) { write_head(head, *to.mutable_head()); },
             },
             row);
  return to.SerializeAsString();
}

std::expected<machine::Row, WireError> decode_row(std::string_view key, std::string_view value) {
  const auto expected_key = decode_row_key(key);
  if (!expected_key) return std::unexpected(expected_key.error());
  if (value.size() > INT32_MAX) return wrong("Row: too large");
  proto::Row from;
  if (!from.ParseFromArray(value.data(), static_cast<int>(value.size()))) return wrong("Row: damaged");
  auto row = read_row(from);
  if (!row) return std::unexpected(row.error());
  if (machine::key_of(*row) != *expected_key) return wrong("Row: lies under another row's key");
  return row;
}

}  // namespace pawl::wire
