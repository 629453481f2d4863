#include "core/wire/disk.h"

#include "core/wire/crc32c.h"
#include "core/wire/disk.pb.h"
#include "core/wire/fixed_width.h"

namespace pawl::wire {
namespace {

template <class Message>
bool parse(std::string_view bytes, Message& to) {
  // Nothing that is read here is longer than a few numbers.
  return bytes.size() < 4096 && to.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

std::string encode_identity(const Identity& identity) {
  proto::Identity to;
  to.set_format(kDiskFormat);
  to.set_cluster(identity.cluster.value);
  to.set_node(identity.node.value);
  const std::string message = to.SerializeAsString();
  std::string bytes;
  append_little(bytes, crc32c(0, message), 4);
  return bytes + message;
}

std::expected<Identity, WireError> decode_identity(std::string_view bytes) {
  if (bytes.size() < 4 || read_little(bytes, 0, 4) != crc32c(0, bytes.substr(4))) {
    return wrong("identity: damaged");
  }
  proto::Identity from;
  if (!parse(bytes.substr(4), from)) return wrong("identity: damaged");
  if (from.format() != kDiskFormat) {
    return wrong("identity: the folder has format " + std::to_string(from.format()) +
                 ", this program reads format " + std::to_string(kDiskFormat));
  }
  if (from.node() == 0) return wrong("identity: no node");
  return Identity{.cluster = {from.cluster()}, .node = {from.node()}};
}

std::string encode_hard_state(const raft::HardState& hard) {
  proto::HardState to;
  to.set_term(hard.term.value);
  to.set_voted_for(hard.voted_for.value);
  return to.SerializeAsString();
}

std::expected<raft::HardState, WireError> decode_hard_state(std::string_view bytes) {
  proto::HardState from;
  if (!parse(bytes, from)) return wrong("HardState: damaged");
  return raft::HardState{.term = {from.term()}, .voted_for = {from.voted_for()}};
}

std::string encode_position(raft::LogPosition position) {
  proto::LogPosition to;
  to.set_term(position.term.value);
  to.set_index(position.index.value);
  return to.SerializeAsString();
}

std::expected<raft::LogPosition, WireError> decode_position(std::string_view bytes) {
  proto::LogPosition from;
  if (!parse(bytes, from)) return wrong("LogPosition: damaged");
  return raft::LogPosition{.term = {from.term()}, .index = {from.index()}};
}

std::string encode_applied(const AppliedMark& mark) {
  proto::AppliedMark to;
  to.set_index(mark.index.value);
  to.set_time_ns(mark.time.ns);
  return to.SerializeAsString();
}

std::expected<AppliedMark, WireError> decode_applied(std::string_view bytes) {
  proto::AppliedMark from;
  if (!parse(bytes, from)) return wrong("AppliedMark: damaged");
  return AppliedMark{.index = {from.index()}, .time = {from.time_ns()}};
}

std::string encode_log_key(LogIndex index) {
  std::string bytes;
  append_ordered(bytes, index.value);
  return bytes;
}

std::expected<LogIndex, WireError> decode_log_key(std::string_view bytes) {
  if (bytes.size() != 8) return wrong("log key: not eight bytes");
  return LogIndex{read_ordered(bytes)};
}

}  // namespace pawl::wire
