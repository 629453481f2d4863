#pragma once
// The sequencer decided in O(n log n): next, reserve, get, create, delete, idempotency keys and any
// number of operations of unknown outcome. docs/CHECKING.md, "Sequencer".
// Numbers are ordinals here: the first number a sequence hands out is 1, the next 2; 0 is "none yet".

#include <span>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// No idempotency key.
inline constexpr std::int64_t kNoKey = -1;

/// The largest ordinal the procedures accept; larger answers are reported as off the grid.
inline constexpr std::int64_t kOrdinalMax = std::int64_t{1} << 61;

/// One operation on one sequence. Operations known to have failed are left out by the caller.
struct SequencerOp {
  enum class Kind : std::uint8_t { Allocate, Read, Create, Delete };

  Kind kind = Kind::Allocate;
  Position start = 0;
  /// kNoEnd: the outcome is unknown, and of the fields below only `count` and `key` are valid.
  Position end = kNoEnd;
  /// Allocate: how many numbers were asked for; at least 1.
  std::int64_t count = 1;
  /// Allocate: the first ordinal received. Read: unused.
  std::int64_t first = 0;
  /// Allocate: the last ordinal received. Read: the ordinal seen, 0 if none was handed out.
  std::int64_t last = 0;
  /// Allocate: attempts with one key are one allocation.
  std::int64_t key = kNoKey;
  /// Which life of the name answered, growing from create to create. Ignored where lives are eternal.
  std::int64_t incarnation = 0;

  bool is_known() const { return end != kNoEnd; }
};

/// How ordinals translate into the numbers people see; used for the words of a reason only.
struct SequencerGrid {
  std::int64_t origin = 0;  ///< the value of ordinal 0
  std::int64_t increment = 1;

  /// The number behind an ordinal.
  std::int64_t value_of(std::int64_t ordinal) const;
};

/// What is known of the sequence before its history begins, and what the decision may cost.
struct SequencerRules {
  enum class Life : std::uint8_t {
    Eternal,  ///< the sequence exists throughout; create and delete do not occur
    Created,  ///< the sequence is absent at first; replies carry the incarnation
  };
  enum class Begin : std::uint8_t {
    AtZero,    ///< nothing was handed out before the history
    Anywhere,  ///< the history begins in the middle of an eternal sequence's life
  };

  Life life = Life::Eternal;
  Begin begin = Begin::AtZero;
  SequencerGrid grid;
  /// The largest ordinal within the sequence's bounds.
  std::int64_t ordinal_max = kOrdinalMax;
  /// Steps that filling gaps from three or more sizes of unknown operations may take.
  std::int64_t fill_steps_max = 1'000'000;
};

/// Decides a history of one sequence. `ops` in any order; positions are distinct. Answers Undecided only when
/// unknown operations of three or more sizes need more than `fill_steps_max` steps, or when attempts
/// under one key, all unknown, asked for different counts.
Decision decide_sequencer(std::span<const SequencerOp> ops, const SequencerRules& rules);

/// The answer alone, without looking for a core.
Answer answer_of_sequencer(std::span<const SequencerOp> ops, const SequencerRules& rules);

}  // namespace pawl::checker
