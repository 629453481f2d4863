#include "checker/search/optional_cuts.h"

#include <algorithm>

namespace pawl::checker {

bool OptionalCuts::may_help(ActionId action) {
  return !helps_nobody(action) && !has_pending(action) && is_asked_for(action);
}

// Optional operations are taken as late as possible, and only if they make a difference to the next step.
// With the one that led here, `next` leads to where it leads without it; or the two lead to the same state
// the other way around, which is gone elsewhere. Of two optional ones that is so for the order of their
// numbers.
bool OptionalCuts::is_needless(LooseStep came_by, ActionId next, bool is_loose) {
  if (came_by.action == LooseStep::kNone) return false;
  const std::uint32_t without = steps_.next(came_by.before, next);
  if (without >= Steps::kManyBase) return false;
  const std::uint32_t here = steps_.next(at_.state(), next);
  if (without == here) return true;
  return (!is_loose || next < came_by.action) && steps_.next(without, came_by.action) == here;
}

// Whether anything can follow the optional operation that led here.
bool OptionalCuts::has_use(LooseStep came_by) {
  if (came_by.action == LooseStep::kNone) return true;
  const auto follows = [&](ActionId action, bool is_loose) {
    return steps_.next(at_.state(), action) != Steps::kImpossible && !is_needless(came_by, action, is_loose);
  };
  for (std::uint32_t item = at_.pending().first(); item != at_.pending().head();
       item = at_.pending().after(item)) {
    if (!at_.is_done(item) && follows(problem_.items[item].action, false)) return true;
  }
  return std::ranges::any_of(line_.loose_actions, [&](ActionId action) {
    return at_.can_use(action) && steps_.next(at_.state(), action) != at_.state() && follows(action, true);
  });
}

// Everything that is left to return is independent of the action, so an order with it is one without it.
bool OptionalCuts::helps_nobody(ActionId action) const {
  return !problem_.helps_until.empty() &&
         problem_.helps_until[action] < problem_.items[line_.returns[at_.stage()]].ret;
}

// What is known to happen goes before what may happen with the same effect: that can still happen later.
bool OptionalCuts::has_pending(ActionId action) const {
  if (line_.known_count[action] == 0) return false;
  for (std::uint32_t item = at_.pending().first(); item != at_.pending().head();
       item = at_.pending().after(item)) {
    if (problem_.items[item].action == action && !at_.is_done(item)) return true;
  }
  return false;
}

// Whether an optional operation of the action can make a difference to what comes next; if not, it can as
// well come after it. Where states forget the order, it makes none to what is possible already; elsewhere, of
// two optional ones the lower goes first.
bool OptionalCuts::is_asked_for(ActionId action) {
  const bool knows = !problem_.dependents.empty() && !problem_.dependents[action].empty();
  const auto may_depend = [&](ActionId other) { return !knows || problem_.dependents[action][other]; };
  for (std::uint32_t item = at_.pending().first(); item != at_.pending().head();
       item = at_.pending().after(item)) {
    const ActionId known = problem_.items[item].action;
    if (at_.is_done(item) || !may_depend(known)) continue;
    if (!problem_.forgets_order || steps_.next(at_.state(), known) == Steps::kImpossible) return true;
  }
  return std::ranges::any_of(line_.loose_actions, [&](ActionId other) {
    if (other == action || !at_.can_use(other)) return false;
    return may_depend(other) || (!problem_.forgets_order && other > action);
  });
}

}  // namespace pawl::checker
