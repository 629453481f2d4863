#pragma once
// The timeline: the story of a run as one self-contained HTML page that asks for nothing from outside. It
// opens where the run broke. Decides nothing.

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "sim/oracle/findings.h"
#include "sim/run/story.h"

namespace pawl::sim {

/// A client's call, by its process and beginning.
using CallName = std::pair<std::int64_t, SimTime>;

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
};

/// The whole page. About 150 bytes a message.
std::string timeline_page(const TimelineInput& input);

}  // namespace pawl::sim
