#pragma once
// The effects a sequencer's history asks for: attempts under one key, and creates of one incarnation,
// become one unit. Used by decide_sequencer alone.

#include <optional>
#include <span>
#include <vector>

#include "checker/decide/sequencer/gap_fill.h"
#include "checker/decide/sequencer/sequencer.h"

namespace pawl::checker {

/// One known effect (or read) with the place its answer gives it in the order of all effects.
struct SequencerUnit {
  SequencerOp::Kind kind = SequencerOp::Kind::Allocate;
  Position start = 0;      ///< the earliest start of its attempts
  Position end = 0;        ///< the earliest end of its attempts
  std::int64_t first = 0;  ///< first ordinal; for a read, unused
  std::int64_t last = 0;   ///< last ordinal or ordinal seen
  std::int64_t incarnation = 0;
  OpIndex starter = 0;  ///< the attempt with the earliest start, known or not
  OpIndex ender = 0;    ///< the known attempt with the earliest end
  /// A create whose answers all came too late to be the creation: one of unknown outcome must have been.
  bool is_echo = false;

  /// The ordinal that must have been reached just before.
  std::int64_t base() const;
};

/// A further known attempt of a unit, which changed nothing and repeated the answer.
struct SequencerReplay {
  std::size_t unit = 0;  ///< an index into SequencerUnits::known
  Position start = 0;
  Position end = 0;
  OpIndex op = 0;
};

/// A whole history as effects.
struct SequencerUnits {
  std::vector<SequencerUnit> known;  ///< in the order of their effects
  std::vector<SequencerReplay> replays;
  std::vector<GapSupply> allocates;  ///< allocations of unknown outcome
  std::vector<GapSupply> creates;
  std::vector<GapSupply> deletes;
  /// A decision found on the way: an answer off the grid, a key with two answers.
  std::optional<Decision> decision;
};

/// Merges attempts and sorts the known effects by (incarnation, ordinal).
SequencerUnits collect_units(std::span<const SequencerOp> ops, const SequencerRules& rules);

}  // namespace pawl::checker
