#pragma once
// Which operations a contradiction in a sequence rests on. Of a gap: who saw beyond it and ended, and those
// beyond that one that could fill it if nobody knew what they were answered. docs/CHECKING.md, "Cores".

#include <optional>
#include <span>

#include "checker/decide/sequencer/sequencer.h"

namespace pawl::checker {

/// A gap that cannot be filled.
struct FailedGap {
  OpIndex witness = 0;    ///< whose end is the deadline
  std::int64_t base = 0;  ///< the ordinal that must have been reached before it
};

/// Sets the core of `violation`, or says how it is found. It is minimal where it is a gap's, there is one
/// life, and every allocation is of one number and has no key.
void find_sequencer_core(std::span<const SequencerOp> ops, const SequencerRules& rules,
                         const std::optional<FailedGap>& gap, Decision& violation);

}  // namespace pawl::checker
