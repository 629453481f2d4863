#include "sim/pawl/oracle/oracles.h"

#include <fmt/format.h>

#include "core/raft/invariants.h"
#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {

Oracles::Oracles(std::uint32_t nodes, const node::Options& options, const Beginning& beginning,
                 Findings& findings)
    : findings_(&findings),
      logs_(nodes, beginning, findings),
      promises_(nodes, findings),
      answers_(nodes, kOnlyGroup, options, beginning, findings),
      bounds_(options, findings),
      seen_(nodes + 1),
      begin_(beginning.index) {
  digests_.reserve(4096);
}

void Oracles::booted(NodeId node, std::uint64_t life, const node::Node& machine, const DiskImage& image) {
  promises_.check_restart(node, image);
  logs_.booted(node, life, image);
  const node::Status status = machine.status();
  seen_[node.value] = {status.applied, status.raft};
  if (status.applied < image.applied())
    findings_->violated(oracle::kApplied,
                        fmt::format("node {} starts with applied index {}; its disk has {}", node.value,
                                    status.applied.value, image.applied().value));
  check_state(node, status.applied, status.digest);
  answers_.booted(node, status);
}

void Oracles::stepped(const NodeStep& step, std::span<const DiskImage* const> disks) {
  if (step.persist != nullptr) {
    const raft::LogWrite& write = step.persist->log;
    if (write.truncate_from) promises_.truncated(step.node, *write.truncate_from);
    logs_.wrote(step.node, write);
  }
  for (const node::Event& event : step.events) {
    const auto* raft_event = std::get_if<raft::Event>(&event);
    if (raft_event == nullptr) continue;
    if (const auto* changed = std::get_if<raft::RoleChanged>(raft_event))
      if (changed->to == raft::Role::Leader) {
        logs_.became_leader(step.node, step.life, changed->term);
        promises_.became_leader(step.node, changed->term, *disks[step.node.value - 1]);
        elections_.push_back({findings_->now(), step.node});
      }
    check_alarm(step.node, *raft_event);
  }
  check_invariants(step);
  logs_.committed(step.node, step.status.raft, disks);
  logs_.trusts(step.node, step.status.raft.durable, *disks[step.node.value - 1]);
  check_applied(step);
  answers_.committed(logs_);
  answers_.stepped(step);
  bounds_.stepped(step, *disks[step.node.value - 1]);
}

/// What an operator must act upon. The simulated disks keep what they took, so there is nothing to tell.
void Oracles::check_alarm(NodeId node, const raft::Event& event) {
  if (const auto* behind = std::get_if<raft::FollowerBehindLog>(&event))
    findings_->violated(oracle::kAlarm,
                        fmt::format("node {} says that node {} lost entries up to {}, which are on its disk",
                                    node.value, behind->follower.value, behind->base.value));
}

void Oracles::check_invariants(const NodeStep& step) {
  raft::Status& before = seen_[step.node.value].raft;
  if (const auto broken = raft::broken_invariant(step.machine.raft()))
    findings_->violated(oracle::kInvariant, fmt::format("node {}: {}", step.node.value, *broken));
  if (const auto broken = raft::broken_transition(before, step.status.raft))
    findings_->violated(oracle::kInvariant, fmt::format("node {}: {}", step.node.value, *broken));
  before = step.status.raft;
}

void Oracles::check_applied(const NodeStep& step) {
  Seen& seen = seen_[step.node.value];
  const LogIndex applied = step.status.applied;
  if (applied == seen.applied) return;
  if (applied < seen.applied)
    findings_->violated(oracle::kApplied, fmt::format("node {} applied {} after {}", step.node.value,
                                                      applied.value, seen.applied.value));
  if (applied > step.status.raft.commit)
    findings_->violated(oracle::kApplied,
                        fmt::format("node {} applied {}, but only {} is committed", step.node.value,
                                    applied.value, step.status.raft.commit.value));
  seen.applied = applied;
  check_state(step.node, applied, step.status.digest);
}

void Oracles::check_state(NodeId node, LogIndex applied, const Digest& digest) {
  const std::uint64_t place = applied.value - begin_.value;
  if (digests_.size() <= place) digests_.resize(place + 1);
  std::optional<Digest>& known = digests_[place];
  if (!known) {
    known = digest;
    return;
  }
  ++digests_compared_;
  if (*known != digest)
    findings_->violated(oracle::kDigest,
                        fmt::format("node {} holds another state at applied index {} than somebody before",
                                    node.value, applied.value));
}

void Oracles::leaving(NodeId from, NodeId to, const std::vector<node::PeerMessage>& messages,
                      const DiskImage& image) {
  promises_.leaving({from, to, seen_[from.value].raft.term, image, logs_}, messages);
}

}  // namespace pawl::sim
