#pragma once
// A result as text for people, as JSON for programs, and as the map that Knossos prints.

#include <string>

#include "checker/check.h"
#include "checker/history/history.h"

namespace pawl::checker {

/// `history` is the one that was judged, keys lifted.
struct Report {
  const History& history;
  const Result& result;
};

/// The verdict, the reason, and the core drawn over time.
std::string report_text(const Report& report);
/// One object on one line.
std::string report_json(const Report& report);
/// One EDN map on one line: `:valid?` is true, false or :unknown; independent keys as jepsen.independent has
/// them.
std::string report_edn(const Report& report);

/// Operations as rows, one column for each of their events, in the order of events.
std::string diagram(const History& history, const std::vector<std::uint32_t>& operations);

}  // namespace pawl::checker
