#pragma once
// Judges at the end of a run how well the clients were served: soon after each single fault, at a peaceful
// hand-over, and in quiet. The scenario says how well that must be; without such a word nothing is judged.

#include <vector>

#include "sim/oracle/findings.h"
#include "sim/pawl/client/chronicle.h"
#include "sim/pawl/oracle/election.h"
#include "sim/pawl/plan.h"
#include "sim/world/nemesis.h"

namespace pawl::sim {

/// What is known of a run when it is over.
struct ServiceSeen {
  const Chronicle& chronicle;
  /// In order of their beginnings.
  const std::vector<Occurrence>& faults;
  const std::vector<Election>& elections;
  /// When the time of faults was over.
  SimTime faults_ended;
  const Plan& plan;
};

/// Records what is wrong as findings.
void judge_service(const ServiceSeen& seen, Findings& findings);

}  // namespace pawl::sim
