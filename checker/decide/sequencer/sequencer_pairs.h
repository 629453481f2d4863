#pragma once
// Pairs of known operations on a sequence that contradict each other, whatever the unknown ones did: the two
// rules of docs/CHECKING.md, "Sequencer".

#include <optional>
#include <string>

#include "checker/decide/sequencer/sequencer_units.h"

namespace pawl::checker {

/// The first pair that breaks one of the rules, as a violation.
std::optional<Decision> find_contradicting_pair(const SequencerUnits& units, const SequencerGrid& grid);

/// What a known unit did, in words: `received 7 to 9`.
std::string describe(const SequencerUnit& unit, const SequencerGrid& grid);

}  // namespace pawl::checker
