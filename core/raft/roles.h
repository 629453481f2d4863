#pragma once
// The four roles, each with just what it needs to know. A node that leaves a role forgets all of it.

#include <optional>
#include <variant>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/raft/message.h"
#include "core/raft/progress.h"
#include "core/raft/quorum.h"
#include "core/raft/reads.h"

namespace pawl::raft {

struct Follower {
  /// Who leads this term; kNobody until its first request. `heard_at` is valid only with a leader.
  NodeId leader{};
  Instant heard_at{};
  /// Up to here the leader's requests proved this log equal to its own. The leader only appends within its
  /// term, so what was proven once stays true.
  LogIndex matched{};
  /// The highest match that this leader was told.
  LogIndex acknowledged{};
  /// The newest read barrier seen, and whether the leader waits for an answer.
  ReadSeq read{};
  bool owes_reply = false;
  Instant answered_at{};
};

/// The answers to a candidate. The first answer of a voter counts.
class Ballots {
 public:
  void cast(NodeId voter, Ballot ballot) {
    if (of(voter) == Ballot::Missing) cast_.push_back({voter, ballot});
  }
  Ballot of(NodeId voter) const {
    for (const Cast& it : cast_)
      if (it.voter == voter) return it.ballot;
    return Ballot::Missing;
  }

 private:
  struct Cast {
    NodeId voter;
    Ballot ballot;
  };
  std::vector<Cast> cast_;
};

/// Asks whether it could win before it disturbs anybody's term (Raft thesis 9.6).
struct PreCandidate {
  Ballots ballots;
};

struct Candidate {
  Ballots ballots;
};

/// Leadership on its way to `target`; given up at `deadline` (Raft thesis 3.10).
struct Transfer {
  NodeId target;
  Instant deadline;
  bool told = false;
};

struct Leader {
  /// The entry with which the term began: when it is committed, so is all that came before.
  LogIndex no_op;
  /// One for every other member, in ascending order.
  std::vector<Progress> followers;
  ReadBarriers reads;
  std::optional<Transfer> transfer;

  Progress* find(NodeId node) {
    for (Progress& it : followers)
      if (it.node() == node) return &it;
    return nullptr;
  }
  const Progress* find(NodeId node) const { return const_cast<Leader*>(this)->find(node); }
};

using RoleState = std::variant<Follower, PreCandidate, Candidate, Leader>;

}  // namespace pawl::raft
