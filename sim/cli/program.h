#pragma once
// A whole program that simulates a system: run, replay, minimize, cause, hash, and what the system adds.

#include "sim/cli/subject.h"

namespace pawl::sim {

/// Does what the arguments say; returns the exit code (exit_code.h).
int simulate(const Subject& subject, int argc, char** argv);

}  // namespace pawl::sim
