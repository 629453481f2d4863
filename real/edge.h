#pragma once
// The seam between a node and its edges (gRPC, RESP): an edge turns bytes of its protocol into asks, and
// answers into bytes. Every function here may be called from any thread; what is submitted between two turns
// of the loop enters the node as one batch. Callbacks run on the loop's thread and must not block it.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/machine/operation.h"
#include "core/node/effects.h"
#include "core/node/node.h"

namespace pawl::real {

/// Where clients find a node, as "host:port". Empty: the node does not serve that protocol, or has not said
/// yet.
struct ClientAddresses {
  std::string grpc;
  std::string resp;
  bool operator==(const ClientAddresses&) const = default;
};

struct Answered {
  machine::Outcome outcome;
  /// With NotLeader: who leads, as far as this node knows; kNobody if it does not know.
  NodeId leader;
  /// Of that leader.
  ClientAddresses leader_addresses;
};

struct MemberStatus {
  NodeId id;
  std::string peer_address;
  ClientAddresses client_addresses;
  /// Whether this node has a connection over which it can send to the member. True of the node itself.
  bool is_connected = false;
};

struct NodeStatus {
  ClusterId cluster;
  NodeId self;
  node::Status node;
  /// All members in ascending order of their ids, this node among them.
  std::vector<MemberStatus> members;
};

class Edge {
 public:
  virtual ~Edge() = default;

  /// Brings `content` before the node; `done` is called exactly once, also when the node goes away first
  /// (then with LeadershipLost or ShuttingDown, by what may have happened).
  virtual void submit(node::Ask content, node::WhenNotLeader when_not_leader,
                      std::function<void(Answered)> done) = 0;

  /// Calls `done` with how the node stands between two of its steps; exactly once.
  virtual void status(std::function<void(NodeStatus)> done) = 0;
};

}  // namespace pawl::real
