#pragma once
// What the clients do, told as straight stories.

#include <string>

#include "core/machine/operation.h"
#include "sim/pawl/client/session.h"
#include "sim/pawl/plan.h"

namespace pawl::sim {

PawlSession::Body script_of(Script script);

// Scripts that have a file of their own: listings.cc, strange_keys.cc, malformed.cc.
void lister_script(PawlSession& me);
void free_keys_script(PawlSession& me);
void odd_keys_script(PawlSession& me);
void malformed_script(PawlSession& me);

/// How that sequence counts. Every client of a group says the same.
machine::SequenceParameters parameters_of(Script script, std::uint64_t number);
/// How many values a reserve of this script takes, where it takes more than one.
inline constexpr std::int64_t kBlock = 5;

/// After the faults: asks until something is acknowledged, and then ends.
void probe(PawlSession& me, const std::string& name);
/// At the end: reads every sequence of the plan once.
void read_all(PawlSession& me);

}  // namespace pawl::sim
