#include "checker/search/visited.h"

#include <algorithm>

namespace pawl::checker {
namespace {

constexpr std::size_t kSlotsMin = 256;
// A chain is looked through this far: missing a cover is sound.
constexpr int kChainMax = 128;

// True if `fewer` uses no action more often than `more` does. Both ascend by action.
bool is_at_most(std::span<const std::uint32_t> fewer, std::span<const std::uint32_t> more) {
  std::size_t j = 0;
  for (std::size_t i = 0; i < fewer.size(); i += 2) {
    while (j < more.size() && more[j] < fewer[i]) j += 2;
    if (j == more.size() || more[j] != fewer[i] || more[j + 1] < fewer[i + 1]) return false;
  }
  return true;
}

}  // namespace

void Visited::clear() {
  table_ = {};
  keys_ = {};
  uses_ = {};
  count_ = 0;
}

std::optional<Visited::Place> Visited::enter(std::uint64_t hash, std::span<const std::uint64_t> key,
                                             std::span<const std::uint32_t> uses) {
  if ((count_ + 1) * 4 > table_.size() * 3) grow();
  const std::size_t mask = table_.size() - 1;
  const auto short_hash = static_cast<std::uint32_t>(hash >> 32);
  std::size_t at = short_hash & mask;
  for (; table_[at].entry != 0; at = (at + 1) & mask) {
    Slot& slot = table_[at];
    if (slot.hash != short_hash) continue;
    const std::uint64_t* held = keys_.data() + std::size_t{slot.entry - 1} * word_count_;
    if (!std::equal(key.begin(), key.end(), held)) continue;
    if (is_covered(slot.chain, uses)) return std::nullopt;
    return slot.chain = remember_uses(uses, slot.chain);
  }
  keys_.insert(keys_.end(), key.begin(), key.end());
  const Place place = remember_uses(uses, kNowhere);
  table_[at] = {.hash = short_hash, .entry = static_cast<std::uint32_t>(++count_), .chain = place};
  return place;
}

bool Visited::is_covered(Place chain, std::span<const std::uint32_t> uses) const {
  if (chain == kNowhere) return true;
  for (int depth = 0; depth < kChainMax && chain != kNowhere; ++depth) {
    const std::uint32_t* list = uses_.data() + chain - 1;
    const bool is_closed = (list[kCount] & kClosed) != 0;
    const std::span<const std::uint32_t> held(list + kPairs, std::size_t{list[kCount] & ~kClosed} * 2);
    if (is_closed ? is_at_most(held, uses) : std::ranges::equal(held, uses)) return true;
    chain = list[kOlder];
  }
  return false;
}

Visited::Place Visited::remember_uses(std::span<const std::uint32_t> uses, Place older) {
  const bool is_closed = answers_ == Answers::AtOnce;
  if (is_closed && uses.empty()) return kNowhere;
  const auto place = static_cast<Place>(uses_.size() + 1);
  uses_.push_back(older);
  uses_.push_back(static_cast<std::uint32_t>(uses.size() / 2) | (is_closed ? kClosed : 0));
  uses_.insert(uses_.end(), uses.begin(), uses.end());
  return place;
}

void Visited::grow() {
  const std::vector<Slot> old = std::move(table_);
  table_.assign(std::max(kSlotsMin, old.size() * 2), Slot{});
  const std::size_t mask = table_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.entry == 0) continue;
    std::size_t at = slot.hash & mask;
    while (table_[at].entry != 0) at = (at + 1) & mask;
    table_[at] = slot;
  }
}

}  // namespace pawl::checker
