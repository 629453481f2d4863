#pragma once
// What a cluster of pawl is doing, as far as it makes a difference when a fault strikes. Looked at after
// every step of a node; it decides nothing.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/node/node.h"

namespace pawl::sim {

enum class Phase : std::uint8_t {
  Leading,       ///< a leader has committed an entry of its own term
  Electing,      ///< somebody campaigns, or rehearses it, and nobody leads that term
  Transferring,  ///< a leader hands over
  CatchingUp,    ///< a leader looks for the place where a follower's log agrees with its own
  Compacting,    ///< a node has dropped entries, and its disk does not know it yet
  Reading,       ///< a read waits for its barrier
  Recovering,    ///< a node has started again and heard no leader yet
};
inline constexpr std::uint32_t kPhaseCount = 7;

/// In the order of Phase.
std::span<const std::string_view> phase_names();

class Phases {
 public:
  explicit Phases(std::uint32_t nodes)
      : of_nodes_(nodes + 1), compacting_(nodes + 1), recovering_(nodes + 1) {}

  void started(NodeId node, std::uint64_t life);
  void died(NodeId node);
  /// After every step, before its effects are performed.
  void stepped(NodeId node, const node::Node& machine, const raft::Status& status,
               const node::Persist* persist);
  void became_durable(NodeId node, PersistSeq seq);

 private:
  void tell();

  std::vector<std::uint32_t> of_nodes_;
  /// The write that drops entries and is under way; 0: none.
  std::vector<PersistSeq> compacting_;
  std::vector<bool> recovering_;
};

}  // namespace pawl::sim
