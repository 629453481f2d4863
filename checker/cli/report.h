#pragma once
// A result as text for people, as JSON for programs, and as the map that Knossos prints.

#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/cli/arguments.h"
#include "checker/history/history.h"

namespace pawl::checker {

/// `history` is the one that was judged, keys lifted.
struct Report {
  const History& history;
  const Result& result;
  std::vector<std::string> notes = {};  ///< beside the verdict
};

/// Text: the verdict, the reason, and the core drawn over time. JSON: one object on one line. EDN: one map on
/// one line,
/// `:valid?` is true, false or :unknown, and independent keys are as jepsen.independent has them.
std::string report(const Report& report, Output output);

/// Operations as rows, one column for each of their events, in the order of events.
std::string diagram(const History& history, const std::vector<std::uint32_t>& operations);

}  // namespace pawl::checker
