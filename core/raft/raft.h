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
#include <span>
#include <vector>

#include "core/base/choices.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/raft/configuration.h"
#include "core/raft/entry.h"
#include "core/raft/event.h"
#include "core/raft/log.h"
#include "core/raft/message.h"
#include "core/raft/roles.h"
#include "core/raft/ticket.h"

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
  /// A leader that hands leadership over and has not given up.
  bool is_handing_over = false;
};

/// The whole state between two steps, for those who compare states: two nodes with equal options and views do
/// the same from then on. Valid until the next call that is not const.
struct View {
  Instant now;
  HardState hard;
  /// The write that carries `hard`, and the last one that is durable.
  PersistSeq hard_seq;
  PersistSeq persisted;
  const Log* log = nullptr;
  LogIndex commit;
  LogIndex applied_durably;
  LogIndex everywhere;
  const RoleState* role = nullptr;
  Duration patience;
  Instant election_at;
  /// What waits until `hard` is durable.
  std::span<const Addressed> outbox;
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

  /// The connection to `peer` ended from its side: very likely its process is gone. A hint, never proof: all
  /// it does is that a follower of that peer rehearses an election soon instead of after its whole timeout.
  void peer_gone(Instant now, NodeId peer, Choices& choices);

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
  bool is_leader() const { return role() == Role::Leader; }
  /// The term of the entry at `index`; nullopt if it is not in memory.
  std::optional<Term> term_at(LogIndex index) const;
  /// The entry at `index`, valid until the next call that is not const; null if it is not in memory.
  const Entry* entry_at(LogIndex index) const;
  /// What a leader knows of its followers, in ascending order; empty on every other node. Valid until the
  /// next call that is not const.
  std::span<const Progress> followers() const;
  const Options& options() const { return options_; }
  /// All output was taken: what waits to be taken is in no view.
  View view() const;

 private:
  // raft.cc: the rule of terms, which comes before every other rule.
  bool enters_term_of(NodeId from, const Message& message, Choices& choices);
  void refuse_old_term(NodeId from, const Message& message);
  void adopt_term(Term term, NodeId leader, Choices& choices);
  void set_term(Term term, NodeId voted_for);
  void become(RoleState role);
  Role role() const { return static_cast<Role>(role_.index()); }
  NodeId leader() const;
  void advance_now(Instant now);
  bool hard_is_durable() const { return !hard_changed_ && hard_seq_ <= persisted_; }
  void send(NodeId to, Message message);

  // election.cc
  void restart_election_timer(Choices& choices);
  void hasten_election(Choices& choices);
  void postpone_election();
  bool hears_a_leader() const;
  void begin_pre_vote(Choices& choices);
  bool can_lead_again() const;
  void begin_vote(Urgency urgency, Choices& choices);
  void ask_for_votes(const VoteRequest& request);
  void on(NodeId from, const VoteRequest& request, Choices& choices);
  void on(NodeId from, const VoteReply& reply, Choices& choices);
  void on(NodeId from, const CampaignNow& order, Choices& choices);
  void count_own_vote();
  void count_pre_votes(Choices& choices);
  void count_votes();
  VoteResult result_of(const Ballots& ballots) const;
  void become_leader();

  // following.cc
  void on(NodeId from, const AppendRequest& request, Choices& choices);
  Follower& follow(NodeId leader, Choices& choices);
  void refuse(NodeId from, const AppendRequest& request);
  void take_entries(const Follower& follower, const AppendRequest& request);
  void release_reply();

  // leading.cc
  void on(NodeId from, const AppendReply& reply);
  void on(NodeId from, const AppendRefusal& refusal);
  void doubt(Leader& leader, Progress& follower, const AppendRefusal& refusal);
  LogIndex append_own(std::shared_ptr<const Command> command, std::uint32_t bytes);
  void count_matches(Leader& leader);
  void confirm_reads(Leader& leader);
  LogIndex held_by_all(const Leader& leader) const;
  Instant quorum_heard_at(const Leader& leader) const;
  void lead(Choices& choices);
  void replicate(Leader& leader);
  void replicate_to(const Leader& leader, Progress& follower);
  void send_entries(const Leader& leader, Progress& follower);
  void send_append(const Leader& leader, Progress& follower, std::span<const Entry> entries);
  Instant leader_wake_at(const Leader& leader) const;

  // output.cc
  void advance_commit(LogIndex to);
  void take_write(PersistSeq seq);
  void take_committed();
  void compact();
  void release_messages();

  Options options_;
  /// The current and the outgoing voters, ascending, without repeats.
  std::vector<NodeId> members_;
  Instant now_;

  HardState hard_;
  /// `hard_` differs from what the last write carried; otherwise write `hard_seq_` carried it.
  bool hard_changed_ = false;
  PersistSeq hard_seq_;
  PersistSeq persisted_;

  Log log_;
  LogIndex commit_;
  /// Entries up to here were handed out as committed.
  LogIndex handed_out_;
  LogIndex applied_durably_;
  /// Every member has durably everything up to here, as far as this node was told.
  LogIndex everywhere_;

  RoleState role_;
  /// How long this node waits for a leader this time, drawn anew when it enters a role.
  Duration patience_;
  Instant election_at_ = kNever;

  /// Messages wait here until this node's term and vote are durable.
  std::vector<Addressed> outbox_;
  /// What take_output will return; `send`, `write` and `committed` are filled there.
  Output output_;
};

}  // namespace pawl::raft
