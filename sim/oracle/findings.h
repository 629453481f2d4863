#pragma once
// What the oracles of one run found. Only the first finding counts: what comes after a broken promise proves
// nothing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/system/system.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

struct Violation {
  /// The oracle's name, as the summary prints it.
  std::string oracle;
  std::string detail;
  /// How many events had happened, and when it was.
  std::uint64_t step = 0;
  SimTime at;
  /// Whose event it was; kNoHost if it was no node's.
  HostId node;
  /// It was seen when a client heard an answer. If it was not, and it is no node's, it is about the whole
  /// run.
  bool is_of_answer = false;
};

class Findings {
 public:
  /// Called before every event, so that a finding knows its place.
  void begin_step(std::uint64_t step, const Event& event) {
    step_ = step;
    at_ = event.at;
    node_ = HostId{event.node};
    is_answer_ = event.kind == EventKind::ReplyArrives;
  }
  /// The run is over: what is found from now on is about all of it.
  void end_run() {
    node_ = kNoHost;
    is_answer_ = false;
  }
  /// Records a violation, unless the oracle is switched off or there is one already.
  void violated(std::string_view oracle, std::string detail);
  const std::optional<Violation>& violation() const { return violation_; }
  bool is_clean() const { return !violation_.has_value(); }
  /// A comma-separated list of oracles that shall keep silent, to see what the others find.
  void switch_off(std::string oracles) { off_ = std::move(oracles); }

 private:
  std::optional<Violation> violation_;
  std::string off_;
  std::uint64_t step_ = 0;
  SimTime at_;
  HostId node_;
  bool is_answer_ = false;
};

/// The names of all oracles, for `--oracles-off` and the summary.
namespace oracle {
inline constexpr std::string_view kCheck = "check";
inline constexpr std::string_view kInvariant = "invariant";
inline constexpr std::string_view kOneLeader = "one-leader-per-term";
inline constexpr std::string_view kLogMatching = "log-matching";
inline constexpr std::string_view kLogWhole = "log-without-holes";
inline constexpr std::string_view kCompleteness = "leader-completeness";
inline constexpr std::string_view kCommitted = "committed-entries-stay";
inline constexpr std::string_view kCommitDurable = "commit-durable-on-quorum";
inline constexpr std::string_view kDurable = "durable-on-own-disk";
inline constexpr std::string_view kDigest = "equal-state";
inline constexpr std::string_view kApplied = "applied-only-grows";
inline constexpr std::string_view kPromiseEarly = "promise-before-write";
inline constexpr std::string_view kPromiseKept = "promise-after-restart";
inline constexpr std::string_view kHistory = "linearizable";
inline constexpr std::string_view kIssued = "issued-once-without-gap";
inline constexpr std::string_view kKeys = "one-effect-per-key";
inline constexpr std::string_view kAnswers = "answers";
inline constexpr std::string_view kModel = "answers-by-model";
inline constexpr std::string_view kRefused = "refused-did-not-happen";
inline constexpr std::string_view kGuidance = "shows-the-way";
inline constexpr std::string_view kBounds = "within-bounds";
inline constexpr std::string_view kService = "in-good-time";
inline constexpr std::string_view kAlarm = "no-false-alarm";
inline constexpr std::string_view kRecovery = "serves-again";
inline constexpr std::string_view kConvergence = "nodes-agree-at-end";
inline constexpr std::string_view kSteadyLeader = "steady-leader";
/// The rule that the oracle of this name watches over, as a sentence; empty: there is no such oracle.
std::string_view rule_of(std::string_view name);
/// The first of these names, separated by commas, that no oracle has; empty: all are known.
std::string_view first_unknown(std::string_view names);
}  // namespace oracle

}  // namespace pawl::sim
