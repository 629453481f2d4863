// Goal: quorum arithmetic is right for every small configuration. Method: tables of cases that a person can
// check, and comparison with a definition by subsets, in which a quorum is a set and not a number.

#include "core/raft/quorum.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace pawl::raft {

namespace {

Configuration configuration(const std::vector<std::uint64_t>& voters,
                            const std::vector<std::uint64_t>& outgoing) {
  Configuration made;
  for (const std::uint64_t it : voters) made.voters.push_back(NodeId{it});
  for (const std::uint64_t it : outgoing) made.outgoing.push_back(NodeId{it});
  return made;
}

struct PositionCase {
  std::vector<std::uint64_t> voters;
  std::vector<std::uint64_t> outgoing;
  /// Of node 1, 2, 3 ...
  std::vector<std::uint64_t> acked;
  std::uint64_t committed;
};

TEST(Quorum, the_committed_position_is_the_largest_that_a_majority_has) {
  const std::vector<PositionCase> cases = {
      {{1}, {}, {7}, 7},
      {{1, 2}, {}, {7, 3}, 3},
      {{1, 2, 3}, {}, {7, 3, 5}, 5},
      {{1, 2, 3}, {}, {7, 0, 0}, 0},
      {{1, 2, 3}, {}, {7, 7, 0}, 7},
      {{1, 2, 3, 4}, {}, {9, 8, 7, 6}, 7},
      {{1, 2, 3, 4, 5}, {}, {9, 8, 7, 6, 5}, 7},
      {{1, 2, 3}, {}, {5, 5, 5}, 5},
      {{1, 2, 3}, {}, {UINT64_MAX, UINT64_MAX - 1, 0}, UINT64_MAX - 1},
      // Joint: the smaller of both halves (Raft thesis 4.3).
      {{1, 2, 3}, {3, 4, 5}, {9, 9, 9, 1, 2}, 2},
      {{1, 2, 3}, {3, 4, 5}, {1, 2, 9, 9, 9}, 2},
      {{1}, {2}, {5, 3}, 3},
      {{1, 2, 3}, {1, 2, 3}, {4, 6, 5}, 5},
      {{1, 4, 5}, {1, 2, 3}, {9, 0, 0, 9, 9}, 0},
  };
  for (const PositionCase& it : cases) {
    const std::uint64_t found = committed_position(configuration(it.voters, it.outgoing),
                                                   [&](NodeId node) { return it.acked[node.value - 1]; });
    EXPECT_EQ(found, it.committed) << testing::PrintToString(it.acked);
  }
}

struct VoteCase {
  std::vector<std::uint64_t> voters;
  std::vector<std::uint64_t> outgoing;
  /// Of node 1, 2, 3 ...: `+` granted, `-` refused, `.` missing.
  std::string ballots;
  VoteResult result;
};

Ballot ballot_of(const std::string& ballots, NodeId node) {
  const char sign = ballots[node.value - 1];
  if (sign == '+') return Ballot::Granted;
  return sign == '-' ? Ballot::Refused : Ballot::Missing;
}

TEST(Quorum, an_election_is_won_by_a_majority_and_lost_when_none_is_left) {
  using enum VoteResult;
  const std::vector<VoteCase> cases = {
      {{1}, {}, ".", Pending},
      {{1}, {}, "+", Won},
      {{1}, {}, "-", Lost},
      {{1, 2}, {}, "+.", Pending},
      {{1, 2}, {}, "++", Won},
      {{1, 2}, {}, "+-", Lost},
      {{1, 2, 3}, {}, "+..", Pending},
      {{1, 2, 3}, {}, "+-.", Pending},
      {{1, 2, 3}, {}, "+-+", Won},
      {{1, 2, 3}, {}, "+--", Lost},
      {{1, 2, 3, 4}, {}, "++..", Pending},
      {{1, 2, 3, 4}, {}, "++--", Lost},
      {{1, 2, 3, 4}, {}, "+++-", Won},
      // Joint: both halves must agree, either one can refuse (Raft thesis 4.3).
      {{1, 2, 3}, {3, 4, 5}, "++...", Pending},
      {{1, 2, 3}, {3, 4, 5}, "++.++", Won},
      {{1, 2, 3}, {3, 4, 5}, "+.++.", Won},
      {{1, 2, 3}, {3, 4, 5}, "++.--", Lost},
      {{1, 2, 3}, {3, 4, 5}, "--.++", Lost},
      {{1, 2, 3}, {3, 4, 5}, "+++..", Pending},
      {{1, 4, 5}, {1, 2, 3}, "+..++", Pending},
      {{1, 4, 5}, {1, 2, 3}, "++.+.", Won},
  };
  for (const VoteCase& it : cases) {
    const VoteResult found = vote_result(configuration(it.voters, it.outgoing),
                                         [&](NodeId node) { return ballot_of(it.ballots, node); });
    EXPECT_EQ(found, it.result) << it.ballots << " of " << testing::PrintToString(it.voters) << " and "
                                << testing::PrintToString(it.outgoing);
  }
}

/// The definition: some set of voters with a majority in each half all of which have at least `position`.
bool some_quorum_has(const Configuration& members, const std::vector<std::uint64_t>& acked,
                     std::uint64_t position) {
  const std::size_t nodes = acked.size();
  for (std::uint64_t set = 0; set < (std::uint64_t{1} << nodes); ++set) {
    const auto majority_of = [&](const std::vector<NodeId>& half) {
      std::size_t inside = 0;
      for (const NodeId voter : half) inside += (set >> (voter.value - 1)) & 1U;
      return half.empty() || inside * 2 > half.size();
    };
    if (!majority_of(members.voters) || !majority_of(members.outgoing)) continue;
    bool all_have_it = true;
    for (std::size_t node = 0; node < nodes; ++node)
      if (((set >> node) & 1U) != 0 && acked[node] < position) all_have_it = false;
    if (all_have_it) return true;
  }
  return false;
}

TEST(Quorum, the_arithmetic_agrees_with_the_definition_by_sets) {
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    constexpr std::size_t kNodes = 6;
    std::vector<std::uint64_t> acked;
    std::vector<std::uint64_t> voters;
    std::vector<std::uint64_t> outgoing;
    for (std::uint64_t node = 1; node <= kNodes; ++node) {
      acked.push_back(random() % 5);
      if (random() % 2 == 0) voters.push_back(node);
      if (random() % 3 == 0) outgoing.push_back(node);
    }
    if (voters.empty()) voters.push_back(1);
    const Configuration members = configuration(voters, outgoing);
    const std::uint64_t found =
        committed_position(members, [&](NodeId node) { return acked[node.value - 1]; });
    EXPECT_TRUE(some_quorum_has(members, acked, found));
    EXPECT_FALSE(some_quorum_has(members, acked, found + 1));
  }
}

TEST(Configuration, a_voter_is_in_either_half) {
  const Configuration joint = configuration({1, 4}, {2, 3});
  EXPECT_TRUE(joint.is_voter(NodeId{1}));
  EXPECT_TRUE(joint.is_voter(NodeId{3}));
  EXPECT_FALSE(joint.is_voter(NodeId{5}));
  EXPECT_FALSE(joint.is_voter(kNobody));
}

}  // namespace

}  // namespace pawl::raft
