#include "sim/pawl/oracle/rules.h"

#include <array>

namespace pawl::sim {

std::span<const OracleRule> rules_of_pawl() {
  using namespace oracle;
  static constexpr std::array<OracleRule, 21> kRules{{
      {kInvariant, "The facts about one node's consensus hold after every step."},
      {kOneLeader, "A term has one leader at most, in one life of one node (Raft thesis 3.4)."},
      {kLogMatching,
       "Entries of the same index and term are the same, and so is all before them (Raft thesis 3.5)."},
      {kLogWhole, "A log has no holes, and terms never decrease along it."},
      {kCompleteness, "Whoever leads has every entry that earlier terms committed (Raft thesis 3.6.3)."},
      {kCommitted, "What was committed once stays, at its place and with its term."},
      {kCommitDurable, "What is committed lies durably on a majority of the disks."},
      {kDurable,
       "What a node takes to be durable is on its disk: that entry, and no older one in its place."},
      {kDigest, "Nodes that applied the same index hold the same state."},
      {kApplied, "The applied index never goes back and never passes the commit index."},
      {kPromiseEarly, "A vote or an acknowledgement leaves only after its write is durable."},
      {kPromiseKept, "A vote or an acknowledgement that has left is still true after a restart."},
      {kHistory, "What the clients saw has an order that explains it: the history is linearizable."},
      {kIssued, "Every number is handed out once, and none is left out."},
      {kKeys, "A request under an idempotency key has effect once, and its answer is always the same."},
      {kModel, "Every answer is the one that the objects' model gives for the committed log."},
      {kRefused, "What was refused as not done is never done, and nothing is done that nobody asked for."},
      {kGuidance, "A node that knows the leader names it, and brings requests to it where it is asked to."},
      {kBounds, "What a node keeps, and what it has under way, stays within its limits."},
      {kService, "In quiet, and soon after a single fault, clients are served in good time."},
      {kAlarm, "Nobody is told of a loss that did not happen."},
  }};
  return kRules;
}

}  // namespace pawl::sim
