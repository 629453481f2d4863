#pragma once
// What can happen to a node, and what it can want done. Plain values: a host makes the first and performs the
// second.

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/machine/row.h"
#include "core/node/ask.h"
#include "core/node/forwarding.h"
#include "core/raft/event.h"
#include "core/raft/message.h"

namespace pawl::node {

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
  Ask content;
  WhenNotLeader when_not_leader = WhenNotLeader::Refuse;
};

/// Every Persist up to this number is durable.
struct Persisted {
  PersistSeq seq;
};

/// The connection to a peer ended from its side (reset, closed, refused): a hint that its process is gone. A
/// host that never says so only makes failover slower.
struct PeerGone {
  NodeId peer;
};

struct TimerFired {};

/// Leave in peace: hand leadership over and refuse new requests from now on.
struct Retire {};

using Input = std::variant<FromPeer, FromClient, Persisted, PeerGone, TimerFired, Retire>;

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

}  // namespace pawl::node
