#pragma once
// Which operations a gap in a sequence rests on: who saw beyond it and ended, and those beyond that one that
// could fill it if nobody knew what they were answered. docs/CHECKING.md, "The core of a gap".

#include <span>

#include "checker/decide/sequencer.h"

namespace pawl::checker {

/// A gap that cannot be filled.
struct FailedGap {
  OpIndex witness = 0;    ///< whose end is the deadline
  std::int64_t base = 0;  ///< the ordinal that must have been reached before it
};

/// Sets the core of `violation`. It is minimal where there is one life, and every allocation is of one number
/// and has no key; else it says how it is made so.
void find_gap_core(std::span<const SequencerOp> ops, const SequencerRules& rules, const FailedGap& gap,
                   Decision& violation);

}  // namespace pawl::checker
