#pragma once
// What a caller holds while its read waits, and what it gets.

#include <compare>

#include "core/base/ids.h"

namespace pawl::raft {

struct ReadTicket {
  Term term;
  ReadSeq seq;
  constexpr auto operator<=>(const ReadTicket&) const = default;
};

struct ReadReady {
  ReadTicket ticket;
  /// The read may be answered once the state machine has applied this index.
  LogIndex index;
};

}  // namespace pawl::raft
