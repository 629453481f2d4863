#pragma once
// The timeline: the story of a run as one self-contained HTML page that asks for nothing from outside. It
// opens where the run broke. Decides nothing.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/oracle/findings.h"
#include "sim/run/story.h"

namespace pawl::sim {

/// A client's call, by its process and beginning.
using CallName = std::pair<std::int64_t, SimTime>;

/// How likely a run was to fail, seen from some of its moments: so many of so many branches begun there did.
struct CauseCurve {
  struct Point {
    std::uint64_t event = 0;
    SimTime at;
    std::uint64_t failures = 0;
    std::uint64_t branches = 0;
  };
  /// In the order of events.
  std::vector<Point> points;
  /// The event of the point at which the failure had become likely; 0: none stands out.
  std::uint64_t jump_event = 0;
};

/// What a search found out about a failure beyond its run; empty: nobody searched.
struct Insight {
  /// The choices that make this failure and are not quiet, as a list to replay.
  std::string minimised;
  CauseCurve cause;
};

struct TimelineInput {
  const Story& story;
  std::optional<Violation> violation;
  /// Which run it is.
  std::string title;
  /// The command that makes this run again.
  std::string replay;
  /// The calls that contradict each other, if the clients' history does.
  std::set<CallName> calls_in_question;
  /// The checker's verdict in words.
  std::string checker_says;
  Insight insight;
};

/// The whole page. About 200 bytes a message, 50 a step.
std::string timeline_page(const TimelineInput& input);

}  // namespace pawl::sim
