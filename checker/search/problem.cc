#include "checker/search/problem.h"

namespace pawl::checker {
namespace {

constexpr std::size_t kEntriesMin = 1u << 10;
constexpr std::size_t kEntriesMax = 1u << 20;

std::size_t spread(std::uint64_t key) {
  key *= 0x9e3779b97f4a7c15u;
  return static_cast<std::size_t>(key ^ (key >> 29));
}

}  // namespace

std::uint32_t Steps::next(StateId state, ActionId action) {
  if ((count_ + 1) * 2 > keys_.size()) grow();
  const std::uint64_t key = (std::uint64_t{state} << 32 | action) + 1;
  const std::size_t mask = keys_.size() - 1;
  std::size_t at = spread(key) & mask;
  for (; keys_[at] != 0; at = (at + 1) & mask) {
    if (keys_[at] == key) return codes_[at];
  }
  scratch_.clear();
  compute_(state, action, scratch_);
  std::uint32_t code = kImpossible;
  if (scratch_.size() == 1) {
    code = scratch_.front();
  } else if (scratch_.size() > 1) {
    code = kManyBase + static_cast<std::uint32_t>(many_.size());
    many_bytes_ += scratch_.size() * sizeof(StateId) + sizeof scratch_;
    many_.push_back(scratch_);
  }
  keys_[at] = key;
  codes_[at] = code;
  ++count_;
  return code;
}

std::span<const StateId> Steps::states(std::uint32_t code, StateId& one) const {
  if (code == kImpossible) return {};
  if (code >= kManyBase) return many_[code - kManyBase];
  one = code;
  return {&one, 1};
}

void Steps::grow() {
  if (keys_.size() >= kEntriesMax) {
    keys_.assign(keys_.size(), 0);
    count_ = 0;
    return;
  }
  const std::vector<std::uint64_t> old_keys = std::move(keys_);
  const std::vector<std::uint32_t> old_codes = std::move(codes_);
  keys_.assign(old_keys.empty() ? kEntriesMin : old_keys.size() * 2, 0);
  codes_.assign(keys_.size(), 0);
  const std::size_t mask = keys_.size() - 1;
  for (std::size_t i = 0; i < old_keys.size(); ++i) {
    if (old_keys[i] == 0) continue;
    std::size_t at = spread(old_keys[i]) & mask;
    while (keys_[at] != 0) at = (at + 1) & mask;
    keys_[at] = old_keys[i];
    codes_[at] = old_codes[i];
  }
}

}  // namespace pawl::checker
