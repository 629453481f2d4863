#pragma once
// Judges the history of a run when it is over: exactly and in linear time where the sequencer's promise
// allows it, and by the checker for everything that depends on real time.

#include <cstdint>
#include <string>

#include "sim/oracle/findings.h"
#include "sim/pawl/client/chronicle.h"
#include "sim/pawl/plan.h"

namespace pawl::sim {

struct HistoryCounts {
  std::uint64_t calls = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t reads = 0;
  std::uint64_t unknown = 0;
  /// Calls that were answered under a key that had been answered before.
  std::uint64_t replays = 0;
  std::uint64_t expired = 0;
  std::uint64_t exhausted = 0;
  /// What the checker could not decide within its bounds, and why; empty if nothing.
  std::string undecided;
};

/// Records what is wrong as findings.
HistoryCounts judge(const Chronicle& chronicle, const Plan& plan, Findings& findings);

}  // namespace pawl::sim
