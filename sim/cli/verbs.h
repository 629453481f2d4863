#pragma once
// The verbs that every system has. `program` is how the program was called, for the commands that it prints;
// the subject must outlive the verbs.

#include <string>
#include <vector>

#include "sim/cli/subject.h"

namespace pawl::sim {

/// Campaigns of many seeds, one scenario after another, summed up.
Verb run_verb(const Subject& subject, const std::string& program);
/// One run again, told event by event.
Verb replay_verb(const Subject& subject, const std::string& program);
/// A failing run made small, with its evidence and a scenario that makes exactly it.
Verb minimize_verb(const Subject& subject, const std::string& program);
/// When a failing run's failure became inevitable.
Verb cause_verb(const Subject& subject, const std::string& program);
/// The hash of each run's trace, to compare builds and machines by.
Verb hash_verb(const Subject& subject);

/// All of them.
inline std::vector<Verb> verbs_of(const Subject& subject, const std::string& program) {
  return {run_verb(subject, program), replay_verb(subject, program), minimize_verb(subject, program),
          cause_verb(subject, program), hash_verb(subject)};
}

}  // namespace pawl::sim
