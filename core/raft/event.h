#pragma once
// What happened inside Raft, as data. Hosts render it as log lines, metrics, traces and timelines; it decides
// nothing.

#include <variant>

#include "core/base/ids.h"
#include "core/raft/message.h"

namespace pawl::raft {

enum class Role : std::uint8_t { Follower, PreCandidate, Candidate, Leader };

struct RoleChanged {
  Role from;
  Role to;
  Term term;
  /// Who leads now, as far as this node knows.
  NodeId leader;
};
struct TermAdopted {
  Term from;
  Term to;
};
struct VoteCast {
  Round round;
  NodeId candidate;
  Term term;
  bool granted;
};
struct EntriesTruncated {
  LogIndex from;
  LogIndex last;
};
struct CommitAdvanced {
  LogIndex to;
};
struct QuorumLost {
  Term term;
};
/// The leader's end of the connection is gone: this follower stops waiting for it.
struct LeaderGone {
  NodeId leader;
  Term term;
};
struct TransferStarted {
  NodeId to;
  Term term;
};
/// A follower lacks entries at or below `base` that it once had durably: its disk was lost. This leader has
/// nothing to send it.
struct FollowerBehindLog {
  NodeId follower;
  LogIndex base;
};

using Event = std::variant<RoleChanged, TermAdopted, VoteCast, EntriesTruncated, CommitAdvanced, QuorumLost,
                           LeaderGone, TransferStarted, FollowerBehindLog>;

}  // namespace pawl::raft
