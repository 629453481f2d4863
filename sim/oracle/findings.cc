#include "sim/oracle/findings.h"

namespace pawl::sim {
namespace {

/// Takes the first of `names`, which are separated by commas.
std::string_view take_name(std::string_view& names) {
  const std::size_t end = names.find(',');
  const std::string_view first = names.substr(0, end);
  names = end == std::string_view::npos ? std::string_view{} : names.substr(end + 1);
  return first;
}

bool lists(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    if (take_name(names) == name) return true;
  }
  return false;
}

}  // namespace

std::string_view oracle::rule_of(std::string_view name) {
  struct Rule {
    std::string_view name;
    std::string_view text;
  };
  static constexpr Rule kOracleRules[] = {
      {kCheck, "No check inside the core fails."},
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
      {kAnswers, "Every call ends by its deadline, with an answer that fits what was asked."},
      {kModel, "Every answer is the one that the objects' model gives for the committed log."},
      {kRefused, "What was refused as not done is never done, and nothing is done that nobody asked for."},
      {kGuidance, "A node that knows the leader names it, and brings requests to it where it is asked to."},
      {kBounds, "What a node keeps, and what it has under way, stays within its limits."},
      {kService, "In quiet, and soon after a single fault, clients are served in good time."},
      {kAlarm, "Nobody is told of a loss that did not happen."},
      {kRecovery, "Soon after the faults the cluster serves again."},
      {kConvergence, "Some time after the faults all nodes hold the same state."},
      {kSteadyLeader, "Without faults leadership does not change."},
  };
  for (const Rule& rule : kOracleRules)
    if (rule.name == name) return rule.text;
  return {};
}

std::string_view oracle::first_unknown(std::string_view names) {
  while (!names.empty()) {
    if (const std::string_view name = take_name(names); rule_of(name).empty()) return name;
  }
  return {};
}

void Findings::violated(std::string_view oracle, std::string detail) {
  if (violation_ || lists(off_, oracle)) return;
  violation_ = Violation{std::string(oracle), std::move(detail), step_, at_, node_, is_answer_};
}

}  // namespace pawl::sim
