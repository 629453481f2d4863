#pragma once
// A node: a function from what happened to what must be done. step() takes a batch of inputs and returns
// effects that are independent of each other. One host runs it for real, one in simulation; the node does not
// know which.
//
//   inputs -> admission -> Raft (one entry for all requests of the step) -> committed -> StateMachine ->
//   replies
//                           |                                                               |
//                           +-> persist, send                                               +-> rows, same
//                           persist

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "core/base/choices.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/machine/state_machine.h"
#include "core/machine/stored_state.h"
#include "core/node/cluster_clock.h"
#include "core/node/command.h"
#include "core/node/effects.h"
#include "core/node/forwarding.h"
#include "core/node/waiting.h"
#include "core/raft/raft.h"

namespace pawl::node {

struct Options {
  raft::Options raft;
  machine::Retention retention;
  /// Requests and queries beyond them are refused as InvalidArgument.
  machine::RequestLimits request_limits;
  /// Requests that wait for their entry to commit, in bytes; more are refused as Overloaded.
  std::uint64_t waiting_bytes_max = 64U << 20U;
  /// Reads and forwarded requests that wait for an answer; more are refused as Overloaded.
  std::uint64_t waiting_count_max = 1'000'000;
  /// Requests and bytes that one entry may hold; what is over goes into further entries of the same step.
  std::uint64_t entry_requests_max = 8192;
  std::uint64_t entry_bytes_max = 1U << 20U;
  /// Ids of each sender's forwarded requests that are told apart, the newest ones; at least one. What is
  /// older is taken for a repetition.
  std::uint64_t forwarded_ids_max = 65536;
  /// A forwarded request without an answer is TimedOut after this.
  Duration forward_timeout = seconds(2);
  /// Tells this life of the node from its earlier ones; the host draws it at random at each start.
  std::uint64_t life = 0;
};

/// What a node finds on its disk when it starts.
struct Boot {
  raft::Boot raft;
  machine::StoredState state;
  ClusterTime applied_time;
};

struct Status {
  raft::Status raft;
  LogIndex applied;
  ClusterTime applied_time;
  Digest digest;
  std::uint64_t waiting_requests = 0;
  std::uint64_t waiting_bytes = 0;
  /// Of the waiting ones: those that were forwarded to the leader.
  std::uint64_t forwarded_waiting = 0;
  /// Ids remembered of the one sender of forwarded requests of whom there are most.
  std::uint64_t forwarded_ids = 0;
  std::uint64_t sequences = 0;
  bool is_retiring = false;
};

class Node {
 public:
  Node(const Options& options, Boot boot, Now now, Choices& choices);

  /// What must be done now that `inputs` happened, in their order. Never fails: bad input of clients is
  /// answered, of peers ignored.
  [[nodiscard]] Effects step(Now now, std::vector<Input> inputs, Choices& choices);

  Status status() const;
  const raft::Raft& raft() const { return raft_; }
  const machine::StateMachine& machine() const { return machine_; }
  bool has_waiting_reads() const { return waiting_.has_reads(); }

 private:
  /// Somebody's request or query that came in this step and is not yet decided upon.
  struct Arrival {
    Waiter waiter;
    Ask content;
    WhenNotLeader when_not_leader;
  };
  /// What one step gathers.
  struct Work {
    Now now;
    std::vector<Arrival> arrivals;
    /// They will wait for one read barrier together.
    std::vector<WaitingQuery> queries;
    Effects effects;
    /// Looked at after all inputs: the last answers of who is gone may come in the same step.
    std::vector<NodeId> gone;
    std::uint64_t refused = 0;

    /// What goes to that peer; all envelopes stand in the order of their peers.
    std::vector<PeerMessage>& mail_to(NodeId peer);
  };
  /// Requests on their way into one entry.
  struct Draft {
    Command command;
    std::vector<Waiter> waiters;
    std::uint64_t bytes = 0;
  };

  // node.cc: the step from inputs to effects.
  void take(FromPeer& input, Work& work, Choices& choices);
  void take(FromClient& input, Work& work);
  void take(Persisted input, Work& work, Choices& choices);
  void take(PeerGone input, Work& work, Choices& choices);
  void finish(Work& work);
  void persist(raft::LogWrite write, bool has_applied, Work& work);

  // admission.cc: what becomes of requests that arrive.
  void admit(Work& work);
  void admit_as_leader(Work& work);
  void admit_elsewhere(Arrival& arrival, const raft::Status& status, Work& work);
  void add_to_draft(Draft& draft, Arrival& arrival, Work& work);
  void propose(Draft& draft, Work& work);
  void begin_read(std::vector<WaitingQuery> queries, Instant now);
  ClusterTime newest_stamp() const;

  // completion.cc: how those who wait get their answers.
  bool apply_committed(const std::vector<raft::Entry>& committed, Work& work);
  void answer_entry(const raft::Entry& entry, std::vector<machine::Outcome>& outcomes, Work& work);
  void answer_reads(const std::vector<raft::ReadReady>& ready, Work& work);
  void drop_lost_waiters(Work& work);
  void give_up_on(NodeId peer, Work& work);
  void answer(const Waiter& waiter, machine::Outcome outcome, Work& work);
  void refuse(const Waiter& waiter, ErrorCode code, std::string detail, Work& work);

  Options options_;
  raft::Raft raft_;
  machine::StateMachine machine_;
  LogIndex applied_;
  ClusterTime applied_time_;
  ClusterClock clock_;
  Waiting waiting_;
  Term waiting_term_;
  ForwardedOut forwarded_out_;
  ForwardedIn forwarded_in_;
  PersistSeq next_seq_{1};
  /// Persists under way, with the applied index that each makes durable.
  std::deque<std::pair<PersistSeq, LogIndex>> applied_under_way_;
  bool is_retiring_ = false;
};

}  // namespace pawl::node
