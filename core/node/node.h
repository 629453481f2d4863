#pragma once
// A node: a function from what happened to what must be done. step() takes a batch of inputs and returns
// effects that are independent of each other. One host runs it for real, one in simulation; the node does not
// know which.
//
//   inputs -> route -> Raft (one entry for all requests of the step) -> committed -> StateMachine -> replies
//                       \-> persist, send                                          \-> rows, in the same
//                       persist

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "core/base/choices.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/machine/row.h"
#include "core/machine/state_machine.h"
#include "core/node/command.h"
#include "core/raft/raft.h"

namespace pawl::node {

/// A follower's client request on its way to the leader, and the leader's answer on its way back.
struct ForwardedRequest {
  /// Chosen by the sender, unique within its life; `sender_life` tells its lives apart.
  std::uint64_t id = 0;
  std::uint64_t sender_life = 0;
  std::variant<machine::Request, machine::Query> content;
};
struct ForwardedOutcome {
  std::uint64_t id = 0;
  std::uint64_t sender_life = 0;
  machine::Outcome outcome;
};

using PeerMessage = std::variant<raft::Message, ForwardedRequest, ForwardedOutcome>;

/// Everything for one peer from one step.
struct Envelope {
  NodeId to;
  std::vector<PeerMessage> messages;
};

// -- inputs --

struct FromPeer {
  NodeId from;
  std::vector<PeerMessage> messages;
};

/// What a node that does not lead does with a client's request.
enum class WhenNotLeader : std::uint8_t {
  Refuse,   ///< answer NotLeader with a hint where to go
  Forward,  ///< send it to the leader and bring the answer back
};

struct FromClient {
  ClientRef client;
  std::variant<machine::Request, machine::Query> content;
  WhenNotLeader when_not_leader = WhenNotLeader::Refuse;
};

/// The caller has gone or no longer waits: no reply is wanted. What it asked may still take effect.
struct ClientGone {
  ClientRef client;
};

/// Every Persist up to this number is durable.
struct Persisted {
  PersistSeq seq;
};

struct TimerFired {};

/// Leave in peace: hand leadership over and refuse new requests from now on.
struct Retire {};

using Input = std::variant<FromPeer, FromClient, ClientGone, Persisted, TimerFired, Retire>;

// -- effects --

/// Atomic, durable, in `seq` order; then feed Persisted. The host may merge waiting ones. If must_sync is
/// false nobody waits for it and it may ride with the next one that must.
struct Persist {
  PersistSeq seq;
  raft::LogWrite log;
  machine::RowChanges rows;
  /// The index that the rows stand at once these changes are in.
  LogIndex applied;
  /// The cluster time at that index.
  ClusterTime applied_time;
  bool must_sync = false;
};

struct ClientReply {
  ClientRef client;
  machine::Outcome outcome;
  /// With NotLeader: who leads, as far as is known; kNobody if not.
  NodeId leader;
};

/// A command was applied (for metrics and oracles).
struct Applied {
  LogIndex index;
  std::uint64_t requests = 0;
};
/// Requests were refused because too many bytes wait.
struct Refused {
  std::uint64_t requests = 0;
};
using Event = std::variant<raft::Event, Applied, Refused>;

/// Independent of each other: any order, any delay, in parallel.
struct Effects {
  std::optional<Persist> persist;
  std::vector<Envelope> send;
  std::vector<ClientReply> reply;
  std::vector<Event> events;
  /// Feed TimerFired (or anything) at the latest then.
  Instant wake_at = kNever;
};

// -- the node --

struct Options {
  raft::Options raft;
  machine::Retention retention;
  /// Requests that wait for their entry to commit, in bytes; more are refused as Overloaded.
  std::uint64_t waiting_bytes_max = 64U << 20U;
  /// Reads and forwarded requests that wait for an answer; more are refused as Overloaded.
  std::uint64_t waiting_count_max = 1'000'000;
  /// Requests and bytes that one entry may hold; what is over goes into further entries of the same step.
  std::uint64_t entry_requests_max = 8192;
  std::uint64_t entry_bytes_max = 1U << 20U;
  /// A forwarded request without an answer is TimedOut after this.
  Duration forward_timeout = seconds(2);
  /// Tells this life of the node from its earlier ones; the host draws it at random at each start.
  std::uint64_t life = 0;
};

/// What a node finds on its disk when it starts.
struct Boot {
  raft::Boot raft;
  std::vector<machine::Row> rows;
  ClusterTime applied_time;
};

struct Status {
  raft::Status raft;
  LogIndex applied;
  ClusterTime applied_time;
  Digest digest;
  std::uint64_t waiting_requests = 0;
  std::uint64_t waiting_bytes = 0;
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

 private:
  raft::Raft raft_;
  machine::StateMachine machine_;
};

}  // namespace pawl::node
