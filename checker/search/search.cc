#include "checker/search/search.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "checker/search/configuration.h"
#include "checker/search/optional_cuts.h"
#include "checker/search/timeline.h"
#include "checker/search/visited.h"

namespace pawl::checker {
namespace {

constexpr std::size_t kStuckStatesMax = 8;

class Searcher {
 public:
  Searcher(const Problem& problem, Steps& steps, SearchLimits limits)
      : problem_(problem),
        steps_(steps),
        limits_(std::move(limits)),
        line_(make_timeline(problem)),
        at_(problem, line_),
        cuts_(problem, steps, line_, at_),
        visited_(at_.word_count(), problem.forgets_order && !line_.loose_actions.empty()
                                       ? Visited::Answers::WhenClosed
                                       : Visited::Answers::AtOnce) {}

  SearchResult run();

 private:
  // A choice: which operation to linearize next in this configuration.
  struct Choice {
    std::uint32_t trail_count;
    std::uint32_t cursor;  // the next pending item to try; the list's head: go on with loose ones
    std::uint32_t loose;   // the next of line_.loose_actions to try
    std::uint32_t branch;  // the next following state of the present candidate
    LooseStep came_by;     // without an action: something else led here
    Visited::Place place;  // of this configuration
  };

  void enter_choice(LooseStep came_by);
  void leave_choice();
  bool settle();
  bool has_lost();
  void absorb_all();
  void absorb(std::uint32_t item);
  bool try_next(Choice& choice);
  bool try_item(Choice& choice, std::uint32_t item);
  bool try_loose(Choice& choice, ActionId action);
  void note_stuck();
  bool has_earlier_twin(std::uint32_t item) const;
  bool is_out_of_budget(SearchResult& result);
  void forget_visited();

  const Problem& problem_;
  Steps& steps_;
  SearchLimits limits_;
  Timeline line_;
  Configuration at_;
  OptionalCuts cuts_;
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
  if (line_.returns.empty()) {
    result.found = Found::Order;
    return result;
  }
  at_.begin(problem_.start);
  bool is_found = settle();
  if (!is_found) enter_choice({});
  while (!is_found && !choices_.empty()) {
    if (is_out_of_budget(result)) return result;
    Choice& choice = choices_.back();
    at_.undo_to(choice.trail_count);
    const StateId before = at_.state();
    if (!try_next(choice)) {
      leave_choice();
      continue;
    }
    const std::size_t steps_taken = at_.trail().size();
    const Configuration::Step first = at_.trail()[choice.trail_count];
    LooseStep came_by;
    if (first.kind == Configuration::Step::Kind::Use) came_by = {.action = first.what, .before = before};
    is_found = settle();
    if (at_.trail().size() > steps_taken) came_by = {};
    if (!is_found && cuts_.has_use(came_by)) enter_choice(came_by);
  }
  result.configurations = configurations_;
  if (is_found) {
    result.found = Found::Order;
    result.order = at_.order();
    return result;
  }
  result.found = Found::Nothing;
  result.stuck_item = line_.returns[farthest_];
  result.stuck_by = std::max(problem_.items[result.stuck_item].ret, lost_by_);
  result.stuck_states = stuck_states_;
  return result;
}

// Remembers the configuration, and makes it a choice if it was not here before.
void Searcher::enter_choice(LooseStep came_by) {
  if (is_lost_) return;
  ++configurations_;
  at_.write_key(key_);
  const std::optional<Visited::Place> place = visited_.enter(key_.hash, key_.words, key_.uses);
  if (!place) return;
  choices_.push_back({.trail_count = static_cast<std::uint32_t>(at_.trail().size()),
                      .cursor = at_.pending().first(),
                      .loose = 0,
                      .branch = 0,
                      .came_by = came_by,
                      .place = *place});
}

// All that follows was tried, or is possible another way. Behind an optional operation that way may begin
// before it and be still to come.
void Searcher::leave_choice() {
  if (choices_.back().came_by.action == LooseStep::kNone) visited_.close(choices_.back().place);
  choices_.pop_back();
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
  if (cuts_.is_needless(choice.came_by, action, false)) return false;
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

bool Searcher::try_loose(Choice& choice, ActionId action) {
  if (!at_.can_use(action) || !cuts_.may_help(action)) return false;
  if (cuts_.is_needless(choice.came_by, action, true)) return false;
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
    if (fixed + visited_.bytes() <= limit) return false;
    if (fixed <= limit / 2) {
      forget_visited();
      return false;
    }
    result.found = Found::MemoryEnded;
  } else {
    return false;
  }
  result.configurations = configurations_;
  result.returns_passed = farthest_;
  result.return_count = static_cast<std::uint32_t>(line_.returns.size());
  if (farthest_ < line_.returns.size()) result.stuck_item = line_.returns[farthest_];
  return true;
}

void Searcher::forget_visited() {
  visited_.clear();
  for (Choice& choice : choices_) choice.place = Visited::kNowhere;
}

}  // namespace

SearchResult search(const Problem& problem, Steps& steps, SearchLimits limits) {
  return Searcher(problem, steps, std::move(limits)).run();
}

}  // namespace pawl::checker
