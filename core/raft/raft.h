#pragma once
// One group's consensus: election, replication, commitment and read barriers (Raft thesis, chapters 3, 4, 6,
// 9).
//
// A Raft is a value without I/O. Feed it what happened (receive, persisted, wake, propose, begin_read), then
// take what must be done (take_output). What it promises it holds back itself: a follower's or candidate's
// message leaves only when the write that it vouches for is Persisted, so a host may do effects in any order
// (rule 1 in docs/ARCHITECTURE.md). A leader's own entries and every node's own vote count only when durable.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/choices.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/raft/configuration.h"
#include "core/raft/entry.h"
#include "core/raft/event.h"
#include "core/raft/message.h"

namespace pawl::raft {

struct Options {
  NodeId self;
  Configuration members;
  /// A follower campaigns after hearing nothing for between one and two of these, by choice (Raft
  /// thesis 3.4).
  Duration election_timeout = milliseconds(300);
  /// A leader with nothing to say says so this often.
  Duration heartbeat_interval = milliseconds(50);
  /// Bytes of entries that may be under way to one follower, unacknowledged.
  std::uint64_t inflight_bytes_max = 8U << 20U;
  /// Bytes of entries in one AppendRequest; at least one entry always goes.
  std::uint64_t append_bytes_max = 1U << 20U;
  /// Entries kept behind the point that every member has, for the readers of traces; compaction leaves so
  /// many.
  std::uint64_t compaction_keep = 1024;
};

/// What a node finds on its disk when it starts.
struct Boot {
  HardState hard;
  /// The position before the first entry of `log`: zero, or where compaction ended.
  LogPosition base;
  std::vector<Entry> log;
  /// The state machine's durable applied index; everything up to it is committed.
  LogIndex applied;
};

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

struct Output {
  LogWrite write;
  /// Independent of `write`: they may leave at once, in any order.
  std::vector<Addressed> send;
  /// Newly committed entries in order, to be applied now.
  std::vector<Entry> committed;
  std::vector<ReadReady> reads;
  std::vector<Event> events;
  /// When to wake() at the latest.
  Instant wake_at = kNever;
};

/// A look at the state, for tests, oracles, status pages.
struct Status {
  Role role = Role::Follower;
  Term term;
  NodeId voted_for;
  NodeId leader;
  LogIndex last;
  LogIndex durable;
  LogIndex commit;
  LogPosition base;
  /// Follower and candidate: when it will campaign. Leader: kNever.
  Instant election_at = kNever;
};

class Raft {
 public:
  /// Starts as a follower. `boot` must be what this node's disk holds; a fresh disk is a value-initialised
  /// Boot.
  Raft(const Options& options, Boot boot, Instant now, Choices& choices);

  /// A message of another member, of any age. Messages of strangers are ignored.
  void receive(Instant now, NodeId from, const Message& message, Choices& choices);

  /// Every write taken up to `seq` is durable.
  void persisted(Instant now, PersistSeq seq, Choices& choices);

  /// Time has passed; call it at `wake_at` or at any other time.
  void wake(Instant now, Choices& choices);

  /// Appends a command to the leader's log; nullopt if this node does not lead or is handing leadership over.
  std::optional<LogIndex> propose(Instant now, std::shared_ptr<const Command> command, std::uint32_t bytes);

  /// Begins a linearizable read (Raft thesis 6.4): the ticket comes back in Output::reads once a quorum has
  /// confirmed this leader after now. nullopt if this node does not lead. Tickets of a lost leadership never
  /// come back.
  std::optional<ReadTicket> begin_read(Instant now);

  /// Hands leadership to the most caught-up voter; proposals are refused until it is done or an election
  /// timeout has passed (Raft thesis 3.10). Does nothing if this node does not lead or is alone.
  void transfer_leadership(Instant now);

  /// The state machine's durable applied index: entries up to it may be compacted once every member has them.
  void applied_durably(LogIndex index);

  /// What must be done since the last call. A non-empty `write` becomes the Persist numbered `seq`, and
  /// persisted(seq) is to be called when it is durable. Numbers increase from call to call; the caller
  /// chooses them.
  [[nodiscard]] Output take_output(PersistSeq seq);

  Status status() const;
  bool is_leader() const { return status().role == Role::Leader; }
  /// The term of the entry at `index`; nullopt if it is not in memory.
  std::optional<Term> term_at(LogIndex index) const;
  /// The entry at `index`; null if it is not in memory.
  const Entry* entry_at(LogIndex index) const;
};

}  // namespace pawl::raft
