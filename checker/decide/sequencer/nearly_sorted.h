#pragma once
// Sorting what is nearly in order: what the operations of a history were given follows the order of their
// calls, but for those that overlap. Each item is moved back to its place, over as many others as there are
// clients at most.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pawl::checker {

/// Sorts by `is_before`, which no two items are equal under. O(n log n) in any case, O(n) if items are out of
/// place by a few dozen.
template <typename T, typename Before>
void sort_nearly_sorted(std::vector<T>& items, const Before& is_before) {
  constexpr std::int64_t kMovesPerItem = 48;
  std::int64_t moves_left = kMovesPerItem * static_cast<std::int64_t>(items.size());
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (!is_before(items[i], items[i - 1])) continue;
    const T item = items[i];
    std::size_t at = i;
    do {
      items[at] = items[at - 1];
      --at;
    } while (at > 0 && is_before(item, items[at - 1]));
    items[at] = item;
    moves_left -= static_cast<std::int64_t>(i - at);
    if (moves_left < 0) {
      std::ranges::sort(items, is_before);
      return;
    }
  }
}

}  // namespace pawl::checker
