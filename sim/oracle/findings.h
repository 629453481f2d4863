#pragma once
// What the oracles of one run found. Only the first finding counts: what comes after a broken promise proves
// nothing.

#include <cstdint>
#include <optional>
#include <span>
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
  /// The rule that was broken, as a sentence; empty: nobody told it.
  std::string rule{};
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
  /// When the event happens that is under way.
  SimTime now() const { return at_; }
  /// The run is over: what is found from now on is about all of it.
  void end_run() {
    node_ = kNoHost;
    is_answer_ = false;
  }
  /// Records a violation, unless the oracle is switched off or there is one already.
  void violated(std::string_view oracle, std::string detail);
  const std::optional<Violation>& violation() const { return violation_; }
  bool is_clean() const { return !violation_.has_value(); }
  /// The oracles that the system has beside everybody's; they live as long as the program.
  void know(std::span<const OracleRule> own) { rules_ = own; }
  /// A comma-separated list of oracles that shall keep silent, to see what the others find.
  void switch_off(std::string oracles) { off_ = std::move(oracles); }

 private:
  std::optional<Violation> violation_;
  std::string off_;
  std::span<const OracleRule> rules_;
  std::uint64_t step_ = 0;
  SimTime at_;
  HostId node_;
  bool is_answer_ = false;
};

/// The oracles that every system has, for `--oracles-off` and the summary. What a system has beside them it
/// hands out itself, and each function takes those as well.
namespace oracle {
inline constexpr std::string_view kCheck = "check";
inline constexpr std::string_view kAnswers = "answers";
inline constexpr std::string_view kRecovery = "serves-again";
inline constexpr std::string_view kConvergence = "nodes-agree-at-end";
inline constexpr std::string_view kSteadyLeader = "steady-leader";
/// The rule that the oracle of this name watches over, as a sentence; empty: there is no such oracle.
std::string_view rule_of(std::string_view name, std::span<const OracleRule> own);
/// The first of these names, separated by commas, that no oracle has; empty: all are known.
std::string_view first_unknown(std::string_view names, std::span<const OracleRule> own);
/// All names, separated by commas.
std::string names_of(std::span<const OracleRule> own);
}  // namespace oracle

}  // namespace pawl::sim
