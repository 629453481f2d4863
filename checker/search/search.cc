#include "checker/search/search.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "checker/search/configuration.h"
#include "checker/search/timeline.h"
#include "checker/search/visited.h"

namespace pawl::checker {
namespace {

constexpr std::size_t kStuckStatesMax = 8;
constexpr ActionId kNoAction = std::numeric_limits<ActionId>::max();

class Searcher {
 public:
  Searcher(const Problem& problem, Steps& steps, SearchLimits limits)
      : problem_(problem),
        steps_(steps),
        limits_(std::move(limits)),
        line_(make_timeline(problem)),
        at_(problem, line_),
        visited_(at_.word_count()) {}

  SearchResult run();

 private:
  // An optional operation that was the only thing to happen since the choice before.
  struct LooseStep {
    ActionId action = kNoAction;
    StateId before = 0;  // the state that it was taken in
  };
  // A choice: which operation to linearize next in this configuration.
  struct Choice {
    std::uint32_t trail_count;
    std::uint32_t cursor;  // the next pending item to try; the list's head: go on with loose ones
    std::uint32_t loose;   // the next of line_.loose_actions to try
    std::uint32_t branch;  // the next following state of the present candidate
    LooseStep came_by;     // without an action: something else led here
  };

  bool settle();
  bool has_lost();
  void absorb_all();
  void absorb(std::uint32_t item);
  bool covered();
  bool try_next(Choice& choice);
  bool try_item(Choice& choice, std::uint32_t item);
  bool try_loose(Choice& choice, ActionId action);
  void note_stuck();
  bool has_earlier_twin(std::uint32_t item) const;
  bool has_pending(ActionId action) const;
  bool helps_nobody(ActionId action) const;
  bool is_needless(LooseStep came_by, ActionId next, bool is_loose);
  bool has_use(LooseStep came_by);
  bool is_out_of_budget(SearchResult& result);
  void push_choice(LooseStep came_by);

  const Problem& problem_;
  Steps& steps_;
  SearchLimits limits_;
  Timeline line_;
  Configuration at_;
  std::vector<Choice> choices_;
  Visited visited_;
  Configuration::Key key_;
  std::uint64_t configurations_ = 0;
  bool is_lost_ = false;
  EventNumber lost_by_ = 0;  // the last return of an operation that was found lost
  std::uint32_t farthest_ = 0;
  std::vector<StateId> stuck_states_;
};

SearchResult Searcher::run() {
  SearchResult result;
  const bool has_returns = !line_.returns.empty();
  for (const StateId start : problem_.starts) {
    result.start = start;
    if (!has_returns) {
      result.found = Found::Order;
      return result;
    }
    at_.begin(start);
    bool is_found = settle();
    if (!is_found && !covered()) push_choice({});
    while (!is_found && !choices_.empty()) {
      if (is_out_of_budget(result)) return result;
      Choice& choice = choices_.back();
      at_.undo_to(choice.trail_count);
      const StateId before = at_.state();
      if (!try_next(choice)) {
        choices_.pop_back();
        continue;
      }
      const std::size_t steps_taken = at_.trail().size();
      const Configuration::Step first = at_.trail()[choice.trail_count];
      LooseStep came_by;
      if (first.kind == Configuration::Step::Kind::Use) came_by = {.action = first.what, .before = before};
      is_found = settle();
      if (at_.trail().size() > steps_taken) came_by = {};
      if (!is_found && has_use(came_by) && !covered()) push_choice(came_by);
    }
    result.configurations = configurations_;
    if (is_found) {
      result.found = Found::Order;
      result.order = at_.order();
      return result;
    }
    at_.end();
  }
  result.found = Found::Nothing;
  result.stuck_item = has_returns ? line_.returns[farthest_] : 0;
  if (has_returns) result.stuck_by = std::max(problem_.items[result.stuck_item].ret, lost_by_);
  result.stuck_states = stuck_states_;
  return result;
}

void Searcher::push_choice(LooseStep came_by) {
  choices_.push_back({.trail_count = static_cast<std::uint32_t>(at_.trail().size()),
                      .cursor = at_.pending().first(),
                      .loose = 0,
                      .branch = 0,
                      .came_by = came_by});
}

// Does all that needs no choice: linearizes what changes no state, passes the returns of what took
// effect. True: nothing is left to return.
bool Searcher::settle() {
  if (has_lost()) {
    if (at_.stage() >= farthest_) note_stuck();
    return false;
  }
  absorb_all();
  while (at_.is_done(line_.returns[at_.stage()])) {
    at_.pass_return();
    if (at_.is_complete()) return true;
    const StageCalls calls = line_.known_calls[at_.stage()];
    for (std::uint32_t i = calls.begin; i < calls.end; ++i) absorb(line_.called_known[i]);
    if (has_lost()) break;
  }
  if (at_.stage() >= farthest_) note_stuck();
  return false;
}

void Searcher::absorb_all() {
  for (std::uint32_t item = at_.pending().first(); item != at_.pending().head();
       item = at_.pending().after(item)) {
    if (!at_.is_done(item)) absorb(item);
  }
}

// An operation that is possible now and changes nothing wherever it is possible may as well take
// effect now: whatever order it stands in later remains legal without it.
void Searcher::absorb(std::uint32_t item) {
  if (problem_.observes.empty() || !problem_.observes[problem_.items[item].action]) return;
  if (steps_.next(at_.state(), problem_.items[item].action) != at_.state()) return;
  at_.linearize(item, at_.state());
}

// True if a pending operation can never take effect any more. Configurations with a loss need not be
// remembered: the same look finds it again.
bool Searcher::has_lost() {
  is_lost_ = false;
  if (!steps_.knows_losses()) return false;
  for (std::uint32_t item = at_.pending().first(); item != at_.pending().head();
       item = at_.pending().after(item)) {
    if (at_.is_done(item) || !steps_.is_lost(at_.state(), problem_.items[item].action)) continue;
    lost_by_ = std::max(lost_by_, problem_.items[item].ret);
    return is_lost_ = true;
  }
  return false;
}

bool Searcher::covered() {
  if (is_lost_) return true;
  ++configurations_;
  at_.write_key(key_);
  return visited_.covers(key_.hash, key_.words, key_.uses);
}

bool Searcher::try_next(Choice& choice) {
  while (choice.cursor != at_.pending().head()) {
    const std::uint32_t item = choice.cursor;
    if (try_item(choice, item)) return true;
    choice.cursor = at_.pending().after(item);
    choice.branch = 0;
  }
  for (; choice.loose < line_.loose_actions.size(); ++choice.loose, choice.branch = 0) {
    if (try_loose(choice, line_.loose_actions[choice.loose])) return true;
  }
  return false;
}

bool Searcher::try_item(Choice& choice, std::uint32_t item) {
  if (at_.is_done(item)) return false;
  const ActionId action = problem_.items[item].action;
  StateId one = 0;
  const auto states = steps_.states(steps_.next(at_.state(), action), one);
  if (choice.branch >= states.size() || has_earlier_twin(item)) return false;
  if (is_needless(choice.came_by, action, false)) return false;
  at_.linearize(item, states[choice.branch++]);
  return true;
}

// Of two pending operations with equal effect and answer, the one that returns first goes first.
bool Searcher::has_earlier_twin(std::uint32_t item) const {
  const ActionId action = problem_.items[item].action;
  if (line_.known_count[action] < 2) return false;
  for (std::uint32_t other = at_.pending().first(); other != item; other = at_.pending().after(other)) {
    if (problem_.items[other].action == action && !at_.is_done(other)) return true;
  }
  return false;
}

// What is known to happen goes before what may happen with the same effect: that can still happen later.
bool Searcher::has_pending(ActionId action) const {
  if (line_.known_count[action] == 0) return false;
  for (std::uint32_t item = at_.pending().first(); item != at_.pending().head();
       item = at_.pending().after(item)) {
    if (problem_.items[item].action == action && !at_.is_done(item)) return true;
  }
  return false;
}

// Optional operations are taken as late as possible, and only if they make a difference to the next step.
// With the one that led here, `next` leads to where it leads without it; or the two lead to the same state
// the other way around, which is gone elsewhere. Of two optional ones that is so for the order of their
// numbers.
bool Searcher::is_needless(LooseStep came_by, ActionId next, bool is_loose) {
  if (came_by.action == kNoAction) return false;
  const std::uint32_t without = steps_.next(came_by.before, next);
  if (without >= Steps::kManyBase) return false;
  const std::uint32_t here = steps_.next(at_.state(), next);
  if (without == here) return true;
  return (!is_loose || next < came_by.action) && steps_.next(without, came_by.action) == here;
}

// Whether anything can follow the optional operation that led here.
bool Searcher::has_use(LooseStep came_by) {
  if (came_by.action == kNoAction) return true;
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
bool Searcher::helps_nobody(ActionId action) const {
  return !problem_.helps_until.empty() &&
         problem_.helps_until[action] < problem_.items[line_.returns[at_.stage()]].ret;
}

bool Searcher::try_loose(Choice& choice, ActionId action) {
  if (!at_.can_use(action) || helps_nobody(action) || has_pending(action)) return false;
  if (is_needless(choice.came_by, action, true)) return false;
  StateId one = 0;
  const auto states = steps_.states(steps_.next(at_.state(), action), one);
  while (choice.branch < states.size() && states[choice.branch] == at_.state()) ++choice.branch;
  if (choice.branch >= states.size()) return false;
  at_.use(action, states[choice.branch++]);
  return true;
}

void Searcher::note_stuck() {
  if (at_.stage() > farthest_) {
    farthest_ = at_.stage();
    stuck_states_.clear();
    if (limits_.progress)
      limits_.progress(static_cast<double>(at_.stage()) / static_cast<double>(line_.returns.size()));
  }
  if (stuck_states_.size() < kStuckStatesMax &&
      std::ranges::find(stuck_states_, at_.state()) == stuck_states_.end()) {
    stuck_states_.push_back(at_.state());
  }
}

bool Searcher::is_out_of_budget(SearchResult& result) {
  if (limits_.budget.is_over_cheaply()) {
    result.found = Found::DeadlineEnded;
  } else if ((configurations_ & 0x3ff) == 0) {
    const std::size_t fixed =
        limits_.model_bytes() + steps_.bytes() + at_.bytes() + choices_.capacity() * sizeof(Choice);
    const std::size_t limit = limits_.budget.memory_bytes_max();
    if (fixed + visited_.bytes() > limit) {
      if (fixed > limit / 2) {
        result.found = Found::MemoryEnded;
        result.configurations = configurations_;
        return true;
      }
      visited_.clear();
    }
    return false;
  } else {
    return false;
  }
  result.configurations = configurations_;
  return true;
}

}  // namespace

SearchResult search(const Problem& problem, Steps& steps, SearchLimits limits) {
  return Searcher(problem, steps, std::move(limits)).run();
}

}  // namespace pawl::checker
