#pragma once
// What nodes say to each other about one log. Each message has just its own fields; every one carries its
// sender's term. Any of them may be lost, late, repeated or reordered.

#include <cstdint>
#include <variant>
#include <vector>

#include "core/base/ids.h"
#include "core/raft/entry.h"

namespace pawl::raft {

/// Whether a vote is asked for in earnest or as a rehearsal that changes nobody's term (pre-vote, Raft
/// thesis 9.6).
enum class Round : std::uint8_t { PreVote, Vote };

/// Whether voters that hear from a leader may vote all the same (Raft thesis 4.2.3).
enum class Urgency : std::uint8_t { Patient, LeadershipTransfer };

struct VoteRequest {
  /// The term that the candidate wants; in a pre-vote it has not adopted it.
  Term term;
  Round round;
  Urgency urgency;
  LogPosition last;
};

struct VoteReply {
  /// Vote: the voter's term. Pre-vote granted: the term asked for. Pre-vote refused: the voter's own term.
  Term term;
  Round round;
  bool granted;
};

/// Entries, or none as a heartbeat.
struct AppendRequest {
  Term term;
  LogPosition previous;
  std::vector<Entry> entries;
  /// The leader's commit index. The follower may believe it only up to what this request proves to match.
  LogIndex commit;
  /// The newest read barrier that an answer to this request confirms.
  ReadSeq read;
  /// Every member has durably all entries up to here: nobody will ever ask for them again.
  LogIndex everywhere;
};

struct AppendReply {
  Term term;
  /// The follower's durable log equals the leader's up to here.
  LogIndex match;
  ReadSeq read;
};

/// The follower lacks `previous`, or has another entry there.
struct AppendRefusal {
  Term term;
  /// `previous` of the refused request, so that a late refusal is recognised.
  LogPosition refused;
  /// Where the follower's log may agree with the leader's: the leader next tries at or before this position.
  LogPosition hint;
  ReadSeq read;
};

/// Leadership transfer: campaign at once, without pre-vote (Raft thesis 3.10).
struct CampaignNow {
  Term term;
};

using Message = std::variant<VoteRequest, VoteReply, AppendRequest, AppendReply, AppendRefusal, CampaignNow>;

/// The term that the sender of any message was in.
Term term_of(const Message& message);

struct Addressed {
  NodeId to;
  Message message;
};

}  // namespace pawl::raft
