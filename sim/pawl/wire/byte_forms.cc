#include "sim/pawl/wire/byte_forms.h"

#include <memory>
#include <string>
#include <utility>

#include "core/base/check.h"
#include "core/base/marks.h"
#include "core/wire/disk.h"
#include "core/wire/entry.h"
#include "core/wire/row.h"
#include "sim/pawl/wire/round_trip.h"

namespace pawl::sim {
namespace {

raft::LogPosition as_read(raft::LogPosition position) {
  const auto read = wire::decode_position(wire::encode_position(position));
  PAWL_CHECK(read.has_value());
  return *read;
}

LogIndex as_read(LogIndex index) {
  const auto read = wire::decode_log_key(wire::encode_log_key(index));
  PAWL_CHECK(read.has_value());
  return *read;
}

machine::RowChange as_read(const machine::RowChange& change) {
  const std::string key_bytes = wire::encode_row_key(change.key);
  const auto key = wire::decode_row_key(key_bytes);
  PAWL_CHECK(key.has_value());
  machine::RowChange read{*key, std::nullopt};
  if (change.row) {
    auto row = wire::decode_row(key_bytes, wire::encode_row(*change.row));
    PAWL_CHECK(row.has_value());
    read.row = std::move(*row);
  }
  return read;
}

}  // namespace

void ByteForms::received(const node::FromPeer& input) {
  for (const node::PeerMessage& message : input.messages) {
    const auto* raft = std::get_if<raft::Message>(&message);
    const auto* append = raft == nullptr ? nullptr : std::get_if<raft::AppendRequest>(raft);
    if (append == nullptr) continue;
    // Equal entries have equal bytes: these are the ones that came.
    for (const raft::Entry& entry : append->entries)
      cache_.put({entry.term, entry.index}, std::make_shared<const std::string>(wire::encode_entry(entry)));
  }
}

void ByteForms::leave(node::Effects& effects) {
  for (node::Envelope& envelope : effects.send)
    envelope.messages = round_trip({self_, std::move(envelope.messages)}, cache_).messages;
  if (effects.persist) write(*effects.persist);
}

void ByteForms::write(node::Persist& persist) {
  PAWL_SOMETIMES("wire.entries-are-written-as-bytes", !persist.log.append.empty());
  PAWL_SOMETIMES("wire.rows-are-written-as-bytes", !persist.rows.empty());
  if (persist.log.hard) {
    const auto hard = wire::decode_hard_state(wire::encode_hard_state(*persist.log.hard));
    PAWL_CHECK(hard.has_value());
    persist.log.hard = *hard;
  }
  if (persist.log.truncate_from) persist.log.truncate_from = as_read(*persist.log.truncate_from);
  if (persist.log.compact_to) persist.log.compact_to = as_read(*persist.log.compact_to);
  for (raft::Entry& entry : persist.log.append) {
    auto read = wire::decode_entry(*cache_.get(entry));
    PAWL_CHECK(read.has_value());
    entry = std::move(*read);
  }
  for (machine::RowChange& change : persist.rows) change = as_read(change);
  const wire::AppliedMark mark{persist.applied, persist.applied_time};
  const auto applied = wire::decode_applied(wire::encode_applied(mark));
  PAWL_CHECK(applied.has_value());
  persist.applied = applied->index;
  persist.applied_time = applied->time;
}

}  // namespace pawl::sim
