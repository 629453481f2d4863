#include "sim/pawl/phases.h"

#include "sim/run/strikes.h"

namespace pawl::sim {
namespace {

static_assert(kPhaseCount <= kPhasesMax);

std::uint32_t bit(Phase phase, bool holds) { return holds ? 1U << static_cast<std::uint32_t>(phase) : 0U; }

bool searches(const raft::Raft& raft, LogIndex last) {
  for (const raft::Progress& follower : raft.followers())
    if (follower.mode() == raft::Progress::Mode::Probe && follower.next() <= last) return true;
  return false;
}

}  // namespace

std::span<const std::string_view> phase_names() {
  static constexpr std::array<std::string_view, kPhaseCount> kNames{
      "leading", "electing", "transferring", "catching-up", "compacting", "reading", "recovering"};
  return kNames;
}

void Phases::started(NodeId node, std::uint64_t life) { recovering_[node.value] = life > 1; }

void Phases::died(NodeId node) {
  of_nodes_[node.value] = 0;
  compacting_[node.value] = PersistSeq{};
  recovering_[node.value] = false;
  tell();
}

void Phases::stepped(NodeId node, const node::Node& machine, const raft::Status& status,
                     const node::Persist* persist) {
  const raft::Raft& raft = machine.raft();
  if (persist != nullptr && persist->log.compact_to) compacting_[node.value] = persist->seq;
  if (status.leader != kNobody) recovering_[node.value] = false;
  const bool leads = status.role == raft::Role::Leader;
  of_nodes_[node.value] =
      bit(Phase::Leading, leads && raft.term_at(status.commit) == status.term) |
      bit(Phase::Electing, status.role == raft::Role::PreCandidate || status.role == raft::Role::Candidate) |
      bit(Phase::Transferring, status.is_handing_over) |
      bit(Phase::CatchingUp, leads && searches(raft, status.last)) |
      bit(Phase::Compacting, compacting_[node.value] != PersistSeq{}) |
      bit(Phase::Reading, machine.has_waiting_reads()) | bit(Phase::Recovering, recovering_[node.value]);
  tell();
}

void Phases::became_durable(NodeId node, PersistSeq seq) {
  if (compacting_[node.value] > seq) return;
  compacting_[node.value] = PersistSeq{};
  of_nodes_[node.value] &= ~bit(Phase::Compacting, true);
  tell();
}

void Phases::tell() {
  std::uint32_t all = 0;
  for (const std::uint32_t of_node : of_nodes_) all |= of_node;
  Strikes::set_phases(all);
}

}  // namespace pawl::sim
