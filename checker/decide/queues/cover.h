#pragma once
// How many intervals cover each place, and the first place that none covers, while intervals go away.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pawl::checker {

/// A tree with the least count below each node, and what was taken off all below it.
class Cover {
 public:
  /// Place i is covered counts[i] times.
  explicit Cover(const std::vector<std::int32_t>& counts) {
    while (size_ < counts.size() + 1) size_ *= 2;
    least_.assign(2 * size_, 0);
    off_.assign(2 * size_, 0);
    std::ranges::copy(counts, least_.begin() + static_cast<std::ptrdiff_t>(size_));
    for (std::size_t node = size_ - 1; node >= 1; --node)
      least_[node] = std::min(least_[2 * node], least_[2 * node + 1]);
  }

  /// One interval less from `first` to `last`, both included.
  void uncover(std::size_t first, std::size_t last) {
    std::size_t low = first + size_;
    std::size_t high = last + size_;
    const std::size_t left = low;
    const std::size_t right = high;
    for (++high; low < high; low /= 2, high /= 2) {
      if (low % 2 == 1) take_one(low++);
      if (high % 2 == 1) take_one(--high);
    }
    mend_above(left);
    mend_above(right);
  }

  /// The first place from `first` on that nothing covers; there is always one behind the last.
  std::size_t first_open(std::size_t first) const {
    std::size_t node = first + size_;
    std::int32_t off = 0;  // taken off above the node
    for (std::size_t above = node / 2; above >= 1; above /= 2) off += off_[above];
    while (least_[node] != off) {
      // To the next subtree on the right: up while this is a right child, then over.
      while (node % 2 == 1) {
        node /= 2;
        off -= off_[node];
      }
      ++node;
    }
    while (node < size_) {
      off += off_[node];
      node = least_[2 * node] == off ? 2 * node : 2 * node + 1;
    }
    return node - size_;
  }

 private:
  void take_one(std::size_t node) {
    --least_[node];
    if (node < size_) ++off_[node];
  }
  void mend_above(std::size_t node) {
    for (node /= 2; node >= 1; node /= 2)
      least_[node] = std::min(least_[2 * node], least_[2 * node + 1]) - off_[node];
  }

  std::size_t size_ = 1;
  std::vector<std::int32_t> least_;  ///< with what is taken off here and below, not above
  std::vector<std::int32_t> off_;
};

}  // namespace pawl::checker
