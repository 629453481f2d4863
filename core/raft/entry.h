#pragma once
// What the log is made of. Raft never looks into a command: it is immutable, shared, and somebody else's
// type.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/ids.h"

namespace pawl {
/// Defined in core/node/command.h; Raft only carries it.
struct Command;
}  // namespace pawl

namespace pawl::raft {

struct Entry {
  Term term;
  LogIndex index;
  /// Size of the command as the flow control and the limits count it, about what it takes on the wire.
  std::uint32_t bytes = 0;
  /// Null: the no-op with which a leader begins its term (Raft thesis 6.4).
  std::shared_ptr<const Command> command;
};

/// An entry's place in history: two logs that agree on one position agree on all before it (log matching).
struct LogPosition {
  Term term;
  LogIndex index;
  constexpr auto operator<=>(const LogPosition&) const =
      default;  // by term, then by index: "more up to date"
};

/// What a node must never forget (Raft thesis, figure 3.1).
struct HardState {
  Term term;
  /// Whom this node voted for in `term`; kNobody if nobody.
  NodeId voted_for;
  bool operator==(const HardState&) const = default;
};

/// A change of the durable log, to be made atomically.
struct LogWrite {
  std::optional<HardState> hard;
  /// Everything from this index on goes before `append` is added.
  std::optional<LogIndex> truncate_from;
  std::vector<Entry> append;
  /// Everything up to and including this position may be dropped: every member has it and it is applied here.
  std::optional<LogPosition> compact_to;
  bool empty() const { return !hard && !truncate_from && append.empty() && !compact_to; }
  /// Whether a promise depends on this write, so that the disk must sync before Persisted is fed.
  bool must_sync() const { return hard.has_value() || truncate_from.has_value() || !append.empty(); }
};

}  // namespace pawl::raft
