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

bool Visited::covers(std::uint64_t hash, std::span<const std::uint64_t> key,
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
    if (is_covered(slot.chain, uses)) return true;
    slot.chain = remember_uses(uses, slot.chain);
    return false;
  }
  keys_.insert(keys_.end(), key.begin(), key.end());
  table_[at] = {
      .hash = short_hash, .entry = static_cast<std::uint32_t>(++count_), .chain = remember_uses(uses, 0)};
  return false;
}

bool Visited::is_covered(std::uint32_t chain, std::span<const std::uint32_t> uses) const {
  for (int depth = 0; depth < kChainMax; ++depth) {
    if (chain == 0) return true;
    const std::uint32_t* list = uses_.data() + chain - 1;
    if (is_at_most({list + 2, std::size_t{list[1]} * 2}, uses)) return true;
    if (list[0] == 0) return false;
    chain = list[0];
  }
  return false;
}

std::uint32_t Visited::remember_uses(std::span<const std::uint32_t> uses, std::uint32_t older) {
  if (uses.empty()) return 0;
  const auto offset = static_cast<std::uint32_t>(uses_.size() + 1);
  uses_.push_back(older);
  uses_.push_back(static_cast<std::uint32_t>(uses.size() / 2));
  uses_.insert(uses_.end(), uses.begin(), uses.end());
  return offset;
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
