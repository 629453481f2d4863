#pragma once
// A run that is not good, told on the terminal, with its evidence.

#include <cstdio>
#include <string>

#include "sim/cli/options.h"
#include "sim/evidence/evidence.h"
#include "sim/run/report.h"
#include "sim/run/run.h"

namespace pawl::sim {

/// Prints what is wrong with the run, if anything is, for people who read `out`.
void tell_verdict(std::FILE* out, const Invocation& invocation, const RunResult& result);

/// Writes the evidence of the run of `settings`, which `invocation` replays, into the folder that `place`
/// names, with what is known beyond it, and tells where it is, or why it is not. Returns the folder; empty:
/// there is none.
std::string leave_evidence(std::FILE* out, const Runner& runner, const RunSettings& settings,
                           const Invocation& invocation, const EvidencePlace& place, const Insight& insight);

/// The run's own folder below `place`.
EvidencePlace place_of(const Invocation& invocation, std::uint64_t seed, const EvidencePlace& place);

}  // namespace pawl::sim
