#pragma once
// Quorum arithmetic, and nothing else. One function serves the log, the read barriers and (later) the lease:
// the largest number that a quorum has reached.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "core/base/check.h"
#include "core/raft/configuration.h"

namespace pawl::raft {

/// What an election stands at.
enum class VoteResult : std::uint8_t { Pending, Won, Lost };

enum class Ballot : std::uint8_t { Missing, Granted, Refused };

/// Counts an election: won when both halves of the configuration have a majority of grants, lost when either
/// half no longer can. `ballot_of(NodeId) -> Ballot`.
template <class BallotOf>
VoteResult vote_result(const Configuration& configuration, const BallotOf& ballot_of);

/// The largest number that a quorum has acknowledged: in each half the majority-th largest of
/// `acked_of(NodeId)`, and of the two halves the smaller one. `acked_of` returns an unsigned 64-bit position;
/// 0 where nothing is known.
template <class AckedOf>
std::uint64_t committed_position(const Configuration& configuration, const AckedOf& acked_of);

// -- implementation --

inline std::size_t majority(std::size_t voters) { return voters / 2 + 1; }

template <class BallotOf>
VoteResult half_result(std::span<const NodeId> voters, const BallotOf& ballot_of) {
  std::size_t granted = 0;
  std::size_t refused = 0;
  for (const NodeId voter : voters) {
    const Ballot ballot = ballot_of(voter);
    if (ballot == Ballot::Granted) ++granted;
    if (ballot == Ballot::Refused) ++refused;
  }
  if (granted >= majority(voters.size())) return VoteResult::Won;
  if (voters.size() - refused < majority(voters.size())) return VoteResult::Lost;
  return VoteResult::Pending;
}

template <class BallotOf>
VoteResult vote_result(const Configuration& configuration, const BallotOf& ballot_of) {
  PAWL_CHECK(!configuration.voters.empty());
  const VoteResult incoming = half_result(configuration.voters, ballot_of);
  if (configuration.outgoing.empty()) return incoming;
  const VoteResult outgoing = half_result(configuration.outgoing, ballot_of);
  if (incoming == VoteResult::Lost || outgoing == VoteResult::Lost) return VoteResult::Lost;
  if (incoming == VoteResult::Won && outgoing == VoteResult::Won) return VoteResult::Won;
  return VoteResult::Pending;
}

template <class AckedOf>
std::uint64_t half_position(std::span<const NodeId> voters, const AckedOf& acked_of) {
  // Voters are few: comparing each with each needs no sorting. What the first ones acknowledged is asked
  // once.
  std::array<std::uint64_t, 7> kept;
  for (std::size_t i = 0; i < std::min(kept.size(), voters.size()); ++i) kept[i] = acked_of(voters[i]);
  const auto position_of = [&](std::size_t i) { return i < kept.size() ? kept[i] : acked_of(voters[i]); };
  std::uint64_t best = 0;
  for (std::size_t voter = 0; voter < voters.size(); ++voter) {
    const std::uint64_t position = position_of(voter);
    if (position <= best) continue;
    std::size_t reached = 0;
    for (std::size_t other = 0; other < voters.size(); ++other)
      reached += position_of(other) >= position ? 1U : 0U;
    if (reached >= majority(voters.size())) best = position;
  }
  return best;
}

template <class AckedOf>
std::uint64_t committed_position(const Configuration& configuration, const AckedOf& acked_of) {
  PAWL_CHECK(!configuration.voters.empty());
  const std::uint64_t incoming = half_position(configuration.voters, acked_of);
  if (configuration.outgoing.empty()) return incoming;
  return std::min(incoming, half_position(configuration.outgoing, acked_of));
}

}  // namespace pawl::raft
