#include "checker/search/configuration.h"

#include <algorithm>

namespace pawl::checker {
namespace {

// Fixed random words: a set's hash is the exclusive-or of its members' words (Zobrist 1970).
std::uint64_t zobrist(std::uint64_t kind, std::uint64_t index) {
  std::uint64_t word = (kind << 56) + index + 0x9e3779b97f4a7c15u;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

}  // namespace

Configuration::Configuration(const Problem& problem, const Timeline& line)
    : problem_(problem),
      line_(line),
      pending_(static_cast<std::uint32_t>(problem.items.size())),
      done_((line.slot_count + 63) / 64, 0),
      used_(problem.action_count, 0),
      available_(problem.action_count, 0) {}

void Configuration::begin(StateId start) {
  state_ = start;
  call_stage();
}

void Configuration::write_key(Key& key) const {
  const std::uint64_t place = std::uint64_t{stage_} << 32 | (problem_.forgets_order ? 0 : state_);
  key.hash = hash_ ^ zobrist(2, place);
  key.words.assign(1, place);
  key.words.insert(key.words.end(), done_.begin(), done_.end());
  key.uses.clear();
  for (const ActionId action : used_actions_) {
    key.uses.push_back(action);
    key.uses.push_back(used_[action]);
  }
}

void Configuration::linearize(std::uint32_t item, StateId following) {
  flip(item);
  trail_.push_back({Step::Kind::Linearize, item});
  set_state(following);
}

void Configuration::use(ActionId action, StateId following) {
  if (used_[action]++ == 0) {
    used_actions_.insert(std::lower_bound(used_actions_.begin(), used_actions_.end(), action), action);
  }
  trail_.push_back({Step::Kind::Use, action});
  set_state(following);
}

void Configuration::pass_return() {
  const std::uint32_t item = line_.returns[stage_];
  flip(item);
  pending_.remove(item);
  trail_.push_back({Step::Kind::Return, item});
  ++stage_;
  if (!is_complete()) call_stage();
}

void Configuration::undo_to(std::size_t trail_count) {
  while (trail_.size() > trail_count) {
    const Step step = trail_.back();
    trail_.pop_back();
    undo(step);
  }
}

void Configuration::undo(Step step) {
  switch (step.kind) {
    case Step::Kind::Linearize: flip(step.what); break;
    case Step::Kind::Use:
      if (--used_[step.what] == 0) {
        used_actions_.erase(std::lower_bound(used_actions_.begin(), used_actions_.end(), step.what));
      }
      break;
    case Step::Kind::State: state_ = step.what; break;
    case Step::Kind::Return:
      if (!is_complete()) uncall_stage();
      --stage_;
      pending_.restore(step.what);
      flip(step.what);
      break;
  }
}

std::vector<std::uint32_t> Configuration::order() const {
  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t> uses(problem_.action_count, 0);
  for (const Step& step : trail_) {
    if (step.kind == Step::Kind::Linearize) order.push_back(step.what);
    if (step.kind == Step::Kind::Use) order.push_back(line_.loose_of[step.what][uses[step.what]++]);
  }
  return order;
}

void Configuration::flip(std::uint32_t item) {
  const std::uint32_t slot = line_.slot[item];
  done_[slot / 64] ^= std::uint64_t{1} << (slot % 64);
  hash_ ^= zobrist(1, slot);
}

void Configuration::set_state(StateId state) {
  if (state == state_) return;
  trail_.push_back({Step::Kind::State, state_});
  state_ = state;
}

void Configuration::call_stage() {
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

void Configuration::uncall_stage() {
  const StageCalls loose = line_.loose_calls[stage_];
  for (std::uint32_t i = loose.begin; i < loose.end; ++i) {
    --available_[problem_.items[line_.called_loose[i]].action];
  }
  const StageCalls known = line_.known_calls[stage_];
  for (std::uint32_t i = known.end; i > known.begin; --i) pending_.remove(line_.called_known[i - 1]);
}

}  // namespace pawl::checker
