#pragma once
// What a leader knows of one follower's log, and what it has sent there.
//
//   Probe      looks for the place up to which both logs agree: one request without entries at a time.
//   Replicate  sends entries ahead of the answers, up to a bound of bytes under way.
//
// Invariant: match < next. A refusal leads from Replicate to Probe, a match at the probed place back.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"

namespace pawl::raft {

class Progress {
 public:
  enum class Mode : std::uint8_t { Probe, Replicate };
  /// A request under way: its last entry, and the bytes of all its entries.
  struct Inflight {
    LogIndex last;
    std::uint64_t bytes;
  };

  /// The requests of this term that asked about places of which it was not known that the follower holds
  /// them. Only those can be refused by a follower that lost nothing.
  struct Unproven {
    /// The number of the read barrier that the newest of them carried.
    ReadSeq newest;
    /// What every member held at the first of them; no hint of an honest refusal lies before it.
    LogIndex base;
  };

  /// A follower of which nothing is known: the search begins at the end of the leader's log (thesis 3.5).
  Progress(NodeId node, LogIndex last, Instant now) : heard_at(now), node_(node), next_(last.next()) {}

  NodeId node() const { return node_; }
  Mode mode() const { return mode_; }
  /// The follower has durably all that the leader has up to here.
  LogIndex match() const { return match_; }
  /// The next entry to send; in Probe the one after the place in question.
  LogIndex next() const { return next_; }
  std::uint64_t inflight_bytes() const { return inflight_bytes_; }
  std::span<const Inflight> inflight() const { return inflight_; }

  /// Entries up to `last` left for the follower (Replicate only).
  void sent(LogIndex last, std::uint64_t bytes);
  /// The follower says that it has everything up to `match` durably. True if that is news.
  bool acknowledged(LogIndex match);
  /// Whether a refusal of the place `refused` can be about the present state; a late one cannot.
  bool concerns(LogIndex refused) const;
  /// The follower lacks the place `refused`, which concerns it; the logs may agree up to `agreed`, and below
  /// `base` the leader has nothing to send.
  void refused(LogIndex refused, LogIndex agreed, LogIndex base);
  /// A request with this number of a read barrier leaves, which asks about `previous`; the leader's log
  /// begins after `base`.
  void asked(LogIndex previous, ReadSeq read, LogIndex base);
  /// Whether a refusal that echoes `read` and names `hint` may have been given before the follower held what
  /// it is known to hold. If not, it has lost that.
  bool may_be_late(ReadSeq read, LogIndex hint) const;
  const std::optional<Unproven>& unproven() const { return unproven_; }
  /// The leader dropped its entries up to `base`; only a wiped follower can still have wanted one of them.
  void skip_to(LogIndex base) { next_ = base.next() > next_ ? base.next() : next_; }

  /// The last answer in this term (check-quorum), when the last request left, and whether one is due at once.
  Instant heard_at;
  Instant sent_at;
  bool request_due = true;
  /// The newest read barrier that was sent, and that was answered.
  ReadSeq read_sent;
  ReadSeq read_acked;
  /// The follower asked for what every member once had: its disk was wiped. It is left behind.
  bool is_behind_log = false;

 private:
  void forget_inflight();

  NodeId node_;
  Mode mode_ = Mode::Probe;
  LogIndex match_;
  LogIndex next_;
  std::vector<Inflight> inflight_;
  std::uint64_t inflight_bytes_ = 0;
  std::optional<Unproven> unproven_;
};

}  // namespace pawl::raft
