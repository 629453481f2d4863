#pragma once
// What the search works on: operations as four numbers, states and actions as small ids. A model is
// behind Steps, which asks it once for each pair of state and action.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "checker/history/history.h"

namespace pawl::checker {

using StateId = std::uint32_t;
using ActionId = std::uint32_t;

/// An operation as the search sees it.
struct Item {
  EventNumber call = 0;
  EventNumber ret = kNever;  ///< kNever: may take effect at any time after call, or never
  ActionId action = 0;       ///< equal actions have equal effects and equal answers
  std::uint32_t operation = 0;
  bool is_optional() const { return ret == kNever; }
};

/// The operations of one object, and the state it begins in.
struct Problem {
  std::vector<Item> items;  ///< ordered by call
  StateId start = 0;
  ActionId action_count = 0;
  /// Per action: never changes a state that it is possible in. Empty: none is known to be so.
  std::vector<bool> observes;
  /// Per action: an optional operation of it helps nobody once everything that returns up to here has
  /// returned. Empty: all may help for ever.
  std::vector<EventNumber> helps_until;
  /// Per action that has optional operations, per action: true if the two may depend on each other. Empty, or
  /// an empty row: all may.
  std::vector<std::vector<bool>> dependents;
  /// A state is what took effect, in whatever order; and operations that change states and lead from one to
  /// another in some order also do with any of them first that is possible in the one.
  bool forgets_order = false;
};

/// The transition relation, asked of the model once and remembered. The memory of answers is bounded:
/// when it is full it is emptied, which costs time only.
class Steps {
 public:
  /// Appends every state that may follow; none: the action is not possible.
  using Compute = std::function<void(StateId, ActionId, std::vector<StateId>&)>;
  static constexpr std::uint32_t kImpossible = std::numeric_limits<std::uint32_t>::max();
  /// Codes from here on stand for several following states.
  static constexpr std::uint32_t kManyBase = std::uint32_t{1} << 31;

  /// True if the action is not possible in the state nor in any that can follow from it.
  using Lost = std::function<bool(StateId, ActionId)>;

  /// `lost` may be empty: then nothing is known to be lost.
  Steps(Compute compute, Lost lost) : compute_(std::move(compute)), lost_(std::move(lost)) {}

  bool knows_losses() const { return static_cast<bool>(lost_); }
  bool is_lost(StateId state, ActionId action) const { return lost_(state, action); }

  /// The state that follows, or kImpossible, or a code for several.
  std::uint32_t next(StateId state, ActionId action);
  /// The states that a code from next() stands for. A single state is written to `one`.
  std::span<const StateId> states(std::uint32_t code, StateId& one) const;
  std::size_t bytes() const { return keys_.capacity() * 12 + many_bytes_; }

 private:
  void grow();

  Compute compute_;
  Lost lost_;
  std::vector<std::uint64_t> keys_;  ///< (state << 32 | action) + 1; 0: empty
  std::vector<std::uint32_t> codes_;
  std::size_t count_ = 0;
  std::vector<std::vector<StateId>> many_;
  std::size_t many_bytes_ = 0;
  std::vector<StateId> scratch_;
};

}  // namespace pawl::checker
