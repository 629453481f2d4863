#include "checker/search/search.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "checker/search/timeline.h"
#include "checker/search/visited.h"

namespace pawl::checker {
namespace {

constexpr std::size_t kStuckStatesMax = 8;
constexpr ActionId kNoAction = std::numeric_limits<ActionId>::max();

// Fixed random words: a set's hash is the exclusive-or of its members' words (Zobrist 1970).
std::uint64_t zobrist(std::uint64_t kind, std::uint64_t index) {
  std::uint64_t word = (kind << 56) + index + 0x9e3779b97f4a7c15u;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

class Searcher {
 public:
  Searcher(const Problem& problem, Steps& steps, SearchLimits limits)
      : problem_(problem),
        steps_(steps),
        limits_(std::move(limits)),
        line_(make_timeline(problem)),
        pending_(static_cast<std::uint32_t>(problem.items.size())),
        done_((line_.slot_count + 63) / 64, 0),
        used_(problem.action_count, 0),
        available_(problem.action_count, 0),
        visited_(1 + done_.size()) {}

  SearchResult run();

 private:
  // A change to the configuration, so that it can be undone.
  struct Change {
    enum class Kind : std::uint32_t { Linearize, Use, Return, State };
    Kind kind;
    std::uint32_t what;  // item, action, nothing, the state before
  };
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
  void call_stage();
  void uncall_stage();
  void pass_return();
  void undo_to(std::uint32_t trail_count);
  void note_stuck();
  bool has_earlier_twin(std::uint32_t item) const;
  bool has_pending(ActionId action) const;
  bool is_needless(LooseStep came_by, ActionId next, bool is_loose);
  bool has_use(LooseStep came_by);
  bool is_out_of_budget(SearchResult& result);
  void push_choice(LooseStep came_by);

  void set_state(StateId state) {
    trail_.push_back({Change::Kind::State, state_});
    state_ = state;
  }
  bool is_done(std::uint32_t item) const {
    const std::uint32_t slot = line_.slot[item];
    return (done_[slot / 64] >> (slot % 64) & 1) != 0;
  }
  void flip(std::uint32_t item) {
    const std::uint32_t slot = line_.slot[item];
    done_[slot / 64] ^= std::uint64_t{1} << (slot % 64);
    hash_ ^= zobrist(1, slot);
  }

  const Problem& problem_;
  Steps& steps_;
  SearchLimits limits_;
  Timeline line_;
  PendingList pending_;
  // The configuration.
  std::uint32_t stage_ = 0;  // returns passed
  StateId state_ = 0;
  std::vector<std::uint64_t> done_;       // pending known items that took effect, by slot
  std::vector<std::uint32_t> used_;       // optional items that took effect, per action
  std::uint64_t hash_ = 0;                // of done_
  std::vector<std::uint32_t> available_;  // optional items called so far, per action
  std::vector<ActionId> used_actions_;    // those with used_ > 0, ascending
  // The way here, and the choices on it.
  std::vector<Change> trail_;
  std::vector<Choice> choices_;
  Visited visited_;
  std::vector<std::uint64_t> key_;
  std::vector<std::uint32_t> uses_;
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
    state_ = start;
    result.start = start;
    if (!has_returns) {
      result.found = Found::Order;
      return result;
    }
    call_stage();
    bool is_found = settle();
    if (!is_found && !covered()) push_choice({});
    while (!is_found && !choices_.empty()) {
      if (is_out_of_budget(result)) return result;
      Choice& choice = choices_.back();
      undo_to(choice.trail_count);
      const StateId before = state_;
      if (!try_next(choice)) {
        choices_.pop_back();
        continue;
      }
      const std::size_t steps_taken = trail_.size();
      const Change& first = trail_[choice.trail_count];
      LooseStep came_by;
      if (first.kind == Change::Kind::Use) came_by = {.action = first.what, .before = before};
      is_found = settle();
      if (trail_.size() > steps_taken) came_by = {};
      if (!is_found && has_use(came_by) && !covered()) push_choice(came_by);
    }
    result.configurations = configurations_;
    if (is_found) {
      result.found = Found::Order;
      std::vector<std::uint32_t> uses(problem_.action_count, 0);
      for (const Change& change : trail_) {
        if (change.kind == Change::Kind::Linearize) result.order.push_back(change.what);
        if (change.kind == Change::Kind::Use) {
          result.order.push_back(line_.loose_of[change.what][uses[change.what]++]);
        }
      }
      return result;
    }
    undo_to(0);
    uncall_stage();
  }
  result.found = Found::Nothing;
  result.stuck_item = has_returns ? line_.returns[farthest_] : 0;
  if (has_returns) result.stuck_by = std::max(problem_.items[result.stuck_item].ret, lost_by_);
  result.stuck_states = stuck_states_;
  return result;
}

void Searcher::push_choice(LooseStep came_by) {
  choices_.push_back({.trail_count = static_cast<std::uint32_t>(trail_.size()),
                      .cursor = pending_.first(),
                      .loose = 0,
                      .branch = 0,
                      .came_by = came_by});
}

// Does all that needs no choice: linearizes what changes no state, passes the returns of what took
// effect. True: nothing is left to return.
bool Searcher::settle() {
  if (has_lost()) {
    if (stage_ >= farthest_) note_stuck();
    return false;
  }
  absorb_all();
  while (is_done(line_.returns[stage_])) {
    pass_return();
    if (stage_ == line_.returns.size()) return true;
    const StageCalls calls = line_.known_calls[stage_];
    for (std::uint32_t i = calls.begin; i < calls.end; ++i) absorb(line_.called_known[i]);
    if (has_lost()) break;
  }
  if (stage_ >= farthest_) note_stuck();
  return false;
}

void Searcher::absorb_all() {
  for (std::uint32_t item = pending_.first(); item != pending_.head(); item = pending_.after(item)) {
    if (!is_done(item)) absorb(item);
  }
}

// An operation that is possible now and changes nothing wherever it is possible may as well take
// effect now: whatever order it stands in later remains legal without it.
void Searcher::absorb(std::uint32_t item) {
  if (problem_.observes.empty() || !problem_.observes[problem_.items[item].action]) return;
  if (steps_.next(state_, problem_.items[item].action) != state_) return;
  flip(item);
  trail_.push_back({Change::Kind::Linearize, item});
}

// True if a pending operation can never take effect any more. Configurations with a loss need not be
// remembered: the same look finds it again.
bool Searcher::has_lost() {
  is_lost_ = false;
  if (!steps_.knows_losses()) return false;
  for (std::uint32_t item = pending_.first(); item != pending_.head(); item = pending_.after(item)) {
    if (is_done(item) || !steps_.is_lost(state_, problem_.items[item].action)) continue;
    lost_by_ = std::max(lost_by_, problem_.items[item].ret);
    return is_lost_ = true;
  }
  return false;
}

bool Searcher::covered() {
  if (is_lost_) return true;
  ++configurations_;
  key_.assign(1, std::uint64_t{stage_} << 32 | state_);
  key_.insert(key_.end(), done_.begin(), done_.end());
  uses_.clear();
  for (const ActionId action : used_actions_) {
    uses_.push_back(action);
    uses_.push_back(used_[action]);
  }
  const std::uint64_t hash = hash_ ^ zobrist(2, std::uint64_t{stage_} << 32 | state_);
  return visited_.covers(hash, key_, uses_);
}

bool Searcher::try_next(Choice& choice) {
  while (choice.cursor != pending_.head()) {
    const std::uint32_t item = choice.cursor;
    if (try_item(choice, item)) return true;
    choice.cursor = pending_.after(item);
    choice.branch = 0;
  }
  for (; choice.loose < line_.loose_actions.size(); ++choice.loose, choice.branch = 0) {
    if (try_loose(choice, line_.loose_actions[choice.loose])) return true;
  }
  return false;
}

bool Searcher::try_item(Choice& choice, std::uint32_t item) {
  if (is_done(item)) return false;
  const ActionId action = problem_.items[item].action;
  StateId one = 0;
  const auto states = steps_.states(steps_.next(state_, action), one);
  if (choice.branch >= states.size() || has_earlier_twin(item)) return false;
  if (is_needless(choice.came_by, action, false)) return false;
  const StateId following = states[choice.branch++];
  flip(item);
  trail_.push_back({Change::Kind::Linearize, item});
  if (following != state_) set_state(following);
  return true;
}

// Of two pending operations with equal effect and answer, the one that returns first goes first.
bool Searcher::has_earlier_twin(std::uint32_t item) const {
  const ActionId action = problem_.items[item].action;
  if (line_.known_count[action] < 2) return false;
  for (std::uint32_t other = pending_.first(); other != item; other = pending_.after(other)) {
    if (problem_.items[other].action == action && !is_done(other)) return true;
  }
  return false;
}

// What is known to happen goes before what may happen with the same effect: that can still happen later.
bool Searcher::has_pending(ActionId action) const {
  if (line_.known_count[action] == 0) return false;
  for (std::uint32_t item = pending_.first(); item != pending_.head(); item = pending_.after(item)) {
    if (problem_.items[item].action == action && !is_done(item)) return true;
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
  const std::uint32_t here = steps_.next(state_, next);
  if (without == here) return true;
  return (!is_loose || next < came_by.action) && steps_.next(without, came_by.action) == here;
}

// Whether anything can follow the optional operation that led here.
bool Searcher::has_use(LooseStep came_by) {
  if (came_by.action == kNoAction) return true;
  const auto follows = [&](ActionId action, bool is_loose) {
    return steps_.next(state_, action) != Steps::kImpossible && !is_needless(came_by, action, is_loose);
  };
  for (std::uint32_t item = pending_.first(); item != pending_.head(); item = pending_.after(item)) {
    if (!is_done(item) && follows(problem_.items[item].action, false)) return true;
  }
  return std::ranges::any_of(line_.loose_actions, [&](ActionId action) {
    return used_[action] < available_[action] && steps_.next(state_, action) != state_ &&
           follows(action, true);
  });
}

bool Searcher::try_loose(Choice& choice, ActionId action) {
  if (used_[action] >= available_[action] || has_pending(action)) return false;
  if (is_needless(choice.came_by, action, true)) return false;
  StateId one = 0;
  const auto states = steps_.states(steps_.next(state_, action), one);
  while (choice.branch < states.size() && states[choice.branch] == state_) ++choice.branch;
  if (choice.branch >= states.size()) return false;
  const StateId following = states[choice.branch++];
  if (used_[action]++ == 0) {
    used_actions_.insert(std::lower_bound(used_actions_.begin(), used_actions_.end(), action), action);
  }
  trail_.push_back({Change::Kind::Use, action});
  set_state(following);
  return true;
}

void Searcher::call_stage() {
  const StageCalls known = line_.known_calls[stage_];
  for (std::uint32_t i = known.begin; i < known.end; ++i) {
    const std::uint32_t item = line_.called_known[i];
    pending_.insert(item, line_.insert_after[item]);
  }
  const StageCalls loose = line_.loose_calls[stage_];
  for (std::uint32_t i = loose.begin; i < loose.end; ++i) {
    ++available_[problem_.items[line_.called_loose[i]].action];
  }
}

void Searcher::uncall_stage() {
  const StageCalls loose = line_.loose_calls[stage_];
  for (std::uint32_t i = loose.begin; i < loose.end; ++i) {
    --available_[problem_.items[line_.called_loose[i]].action];
  }
  const StageCalls known = line_.known_calls[stage_];
  for (std::uint32_t i = known.end; i > known.begin; --i) pending_.remove(line_.called_known[i - 1]);
}

void Searcher::pass_return() {
  const std::uint32_t item = line_.returns[stage_];
  flip(item);
  pending_.remove(item);
  trail_.push_back({Change::Kind::Return, item});
  if (++stage_ < line_.returns.size()) call_stage();
}

void Searcher::undo_to(std::uint32_t trail_count) {
  while (trail_.size() > trail_count) {
    const Change change = trail_.back();
    trail_.pop_back();
    switch (change.kind) {
      case Change::Kind::Linearize: flip(change.what); break;
      case Change::Kind::Use:
        if (--used_[change.what] == 0) {
          used_actions_.erase(std::lower_bound(used_actions_.begin(), used_actions_.end(), change.what));
        }
        break;
      case Change::Kind::State: state_ = change.what; break;
      case Change::Kind::Return:
        if (stage_-- < line_.returns.size()) {
          ++stage_;
          uncall_stage();
          --stage_;
        }
        pending_.restore(change.what);
        flip(change.what);
        break;
    }
  }
}

void Searcher::note_stuck() {
  if (stage_ > farthest_) {
    farthest_ = stage_;
    stuck_states_.clear();
    if (limits_.progress)
      limits_.progress(static_cast<double>(stage_) / static_cast<double>(line_.returns.size()));
  }
  if (stuck_states_.size() < kStuckStatesMax &&
      std::ranges::find(stuck_states_, state_) == stuck_states_.end()) {
    stuck_states_.push_back(state_);
  }
}

bool Searcher::is_out_of_budget(SearchResult& result) {
  if (limits_.budget.is_over_cheaply()) {
    result.found = Found::DeadlineEnded;
  } else if ((configurations_ & 0x3ff) == 0) {
    const std::size_t fixed = limits_.model_bytes() + steps_.bytes() + trail_.capacity() * sizeof(Change) +
                              choices_.capacity() * sizeof(Choice);
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
