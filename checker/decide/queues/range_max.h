#pragma once
// Numbers at places, and the greatest of those in a range: a tree with the greater of two below each node.

#include <cstddef>
#include <limits>
#include <vector>

#include "checker/decide/decision.h"

namespace pawl::checker {

class RangeMax {
 public:
  static constexpr Position kNone = std::numeric_limits<Position>::min();

  /// `count` places, all of them with kNone.
  explicit RangeMax(std::size_t count) : count_(count), nodes_(2 * count, kNone) {}

  Position at(std::size_t place) const { return nodes_[count_ + place]; }
  void set(std::size_t place, Position value) {
    std::size_t node = count_ + place;
    nodes_[node] = value;
    for (node /= 2; node >= 1; node /= 2) nodes_[node] = std::max(nodes_[2 * node], nodes_[2 * node + 1]);
  }
  /// The greatest from `first` to `last`, both included.
  Position greatest(std::size_t first, std::size_t last) const {
    const std::size_t node = node_of_greatest(first, last);
    return node == 0 ? kNone : nodes_[node];
  }
  /// A place of it; only where there is one.
  std::size_t place_of_greatest(std::size_t first, std::size_t last) const {
    std::size_t node = node_of_greatest(first, last);
    while (node < count_) node = nodes_[2 * node] == nodes_[node] ? 2 * node : 2 * node + 1;
    return node - count_;
  }

 private:
  // 0: nothing but kNone.
  std::size_t node_of_greatest(std::size_t first, std::size_t last) const {
    std::size_t best = 0;
    const auto look_at = [&](std::size_t node) {
      if (nodes_[node] != kNone && (best == 0 || nodes_[node] > nodes_[best])) best = node;
    };
    std::size_t low = first + count_;
    std::size_t high = last + count_ + 1;
    for (; low < high; low /= 2, high /= 2) {
      if (low % 2 == 1) look_at(low++);
      if (high % 2 == 1) look_at(--high);
    }
    return best;
  }

  std::size_t count_;
  std::vector<Position> nodes_;
};

}  // namespace pawl::checker
