#include "real/grpc/cluster_service.h"

#include <fmt/format.h>

#include <utility>

namespace pawl::real::api {
namespace {

v1::Role write_role(raft::Role role) {
  switch (role) {
    case raft::Role::Follower: return v1::FOLLOWER;
    case raft::Role::PreCandidate: return v1::PRE_CANDIDATE;
    case raft::Role::Candidate: return v1::CANDIDATE;
    case raft::Role::Leader: return v1::LEADER;
  }
  std::unreachable();
}

void write_status(const NodeStatus& from, v1::StatusReply& to) {
  const raft::Status& raft = from.node.raft;
  to.set_cluster_id(from.cluster.value);
  to.set_node_id(from.self.value);
  to.set_role(write_role(raft.role));
  to.set_term(raft.term.value);
  to.set_leader_id(raft.leader.value);
  to.set_last_index(raft.last.value);
  to.set_durable_index(raft.durable.value);
  to.set_commit_index(raft.commit.value);
  to.set_applied_index(from.node.applied.value);
  to.set_sequences(from.node.sequences);
  to.set_waiting_requests(from.node.waiting_requests);
  to.set_waiting_bytes(from.node.waiting_bytes);
  to.set_digest(fmt::format("{:016x}{:016x}", from.node.digest.high, from.node.digest.low));
  to.set_retiring(from.node.is_retiring);
  for (const MemberStatus& member : from.members) {
    v1::Member& out = *to.add_members();
    out.set_id(member.id.value);
    out.set_peer_address(member.peer_address);
    out.set_grpc_address(member.client_addresses.grpc);
    out.set_resp_address(member.client_addresses.resp);
    out.set_connected(member.is_connected);
  }
}

}  // namespace

grpc::ServerUnaryReactor* ClusterService::Status(grpc::CallbackServerContext* context,
                                                 const v1::StatusRequest* /*request*/,
                                                 v1::StatusReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Edge* edge = entrance_.edge();
  if (edge == nullptr) {
    reactor->Finish({grpc::StatusCode::UNAVAILABLE, "this node is still starting; try again"});
    return reactor;
  }
  edge->status([reactor, reply](const NodeStatus& status) {
    write_status(status, *reply);
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

}  // namespace pawl::real::api
