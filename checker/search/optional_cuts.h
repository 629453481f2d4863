#pragma once
// Which optional operations need not be tried where the search stands: an order in which one of them helps is
// an order without it, or one in which it comes later. docs/CHECKING.md has the arguments.

#include <limits>

#include "checker/search/configuration.h"
#include "checker/search/problem.h"
#include "checker/search/timeline.h"

namespace pawl::checker {

/// An optional operation that was the only thing to happen since the choice before.
struct LooseStep {
  static constexpr ActionId kNone = std::numeric_limits<ActionId>::max();
  ActionId action = kNone;  ///< kNone: something else happened
  StateId before = 0;       ///< the state that it was taken in
};

class OptionalCuts {
 public:
  /// Borrows all of them; `at` is where the search stands when it asks.
  OptionalCuts(const Problem& problem, Steps& steps, const Timeline& line, const Configuration& at)
      : problem_(problem), steps_(steps), line_(line), at_(at) {}

  /// Whether an optional operation of the action is worth trying, whatever led here.
  bool may_help(ActionId action);
  /// Whether `next`, behind the optional operation that led here, is done another way as well.
  bool is_needless(LooseStep came_by, ActionId next, bool is_loose);
  /// Whether anything can follow the optional operation that led here.
  bool has_use(LooseStep came_by);

 private:
  bool helps_nobody(ActionId action) const;
  bool has_pending(ActionId action) const;
  bool is_asked_for(ActionId action);

  const Problem& problem_;
  Steps& steps_;
  const Timeline& line_;
  const Configuration& at_;
};

}  // namespace pawl::checker
