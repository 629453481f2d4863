#pragma once
// What a decision procedure of this folder answers, and the vocabulary all of them share.
// The procedures know operations only as small typed items with a start and an end; they know
// nothing of history formats. docs/CHECKING.md holds the theorem and the proof behind each.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace pawl::checker {

/// A place in the real-time order of events: the number of the event, from 0. No two events share one.
using Position = std::int64_t;

/// The end of an operation whose outcome nobody learned: it may take effect at any later time, or never.
inline constexpr Position kNoEnd = std::numeric_limits<Position>::max();

/// Before every event of the history.
inline constexpr Position kBeforeAll = -1;

/// The index of an operation in the span that was given to the procedure.
using OpIndex = std::size_t;

/// The three verdicts.
enum class Answer : std::uint8_t {
  Linearizable,     ///< `order` holds the proof
  NotLinearizable,  ///< `finding`, `reason` and `core` hold the proof
  Undecided,        ///< outside of what the procedure decides, or a budget ended; `reason` says which
};

/// Why a history cannot be linearized.
enum class Finding : std::uint8_t {
  None,
  InvertedPair,  ///< core: the earlier, whose effect comes later; the later, whose effect comes earlier
  Duplicate,     ///< core: two operations that were both given what only one can have
  InsideRange,   ///< core: the range; the read of a number in its middle
  Gap,           ///< core: who saw past the gap; others beyond it that it needs, or who could have filled it
  OffGrid,       ///< core: the operation whose answer is no value of this object
  KeyConflict,   ///< core: two attempts under one idempotency key with different answers
  UnwrittenValue,   ///< core: the operation that saw a value nobody wrote
  ZonePair,         ///< core: two pairs of operations whose values must each come before the other
  TwoSuccessors,    ///< core: two compare-and-sets that both replaced the same value
  Exclusion,        ///< core: operations that cannot alternate between acquire and release
  Count,            ///< core: operations whose counted effects contradict a read
  Occupied,         ///< core: who found nothing; those that put and took what was there all the time
  CrossedElements,  ///< core: operations on elements that came and went in orders that do not fit
};

/// How the core of a decision is made minimal: too costly for those who want the verdict alone. A core is a
/// set of operations and a moment: up to it nothing is known of the operations begun by then but of those in
/// the set, and what begins later is not looked at. docs/CHECKING.md, "Cores".
struct Shrinking {
  std::vector<Position> ends;  ///< of each operation; kNoEnd where its outcome is unknown
  /// NotLinearizable if the operations i with kept[i] contradict each other up to `until`. Undecided: it
  /// cannot be told here. Empty: never.
  std::function<Answer(const std::vector<bool>& kept, Position until)> answer_of;
};

/// A verdict with its certificate.
struct Decision {
  Answer answer = Answer::Undecided;
  Finding finding = Finding::None;
  /// A sentence for people. Empty when linearizable.
  std::string reason;
  /// The operations that contradict each other, in the order `finding` names. Empty unless not linearizable.
  std::vector<OpIndex> core;
  /// The core is one, up to the moment `until`, and no operation of it can be freed.
  bool is_core_minimal = false;
  Position until = kNoEnd;
  /// Where a core must be looked for: then `core` only names who shows the contradiction.
  std::optional<Shrinking> shrinking;
  /// A linearization: every operation of known outcome once, and the unknown ones that took effect.
  std::vector<OpIndex> order;

  bool is_linearizable() const { return answer == Answer::Linearizable; }
  bool is_violation() const { return answer == Answer::NotLinearizable; }
};

/// A decision that names a contradiction. Whoever makes it says how its core is found.
Decision violation(Finding finding, std::string reason, std::vector<OpIndex> core);

/// The same of an operation whose answer is impossible by itself, whatever the others did. It ended at
/// `until`.
Decision impossible(Finding finding, std::string reason, OpIndex operation, Position until);

/// A decision that hands over to the general search.
Decision undecided(std::string reason);

/// A decision proved by an order.
Decision linearizable(std::vector<OpIndex> order);

}  // namespace pawl::checker
