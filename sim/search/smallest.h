#pragma once
// The smallest failing run known so far: as the choices that differ from the quiet ones, and nothing else.

#include <cstdint>

#include "sim/search/trials.h"

namespace pawl::sim {

struct Smallest {
  Failure failure;
  /// A sparse list; every choice of it is made, and makes a difference to what it would be without it.
  ChoiceList choices;
  /// The run of these choices.
  Recording recording;
  RunResult result;

  std::uint64_t size() const { return choices.size(); }
};

/// How long other runs may be while they are tried for smaller ones: quieter runs may need more events until
/// they fail, but not many times as many.
std::uint64_t events_allowed(const Smallest& smallest);

/// Makes the run of the trial, and keeps it if it fails like `smallest` and is smaller: by its choices, then
/// by its events. Returns whether it is kept.
bool keep_if_smaller(Trials& trials, const Trial& trial, Smallest& smallest);

}  // namespace pawl::sim
