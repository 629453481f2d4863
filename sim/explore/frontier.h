#pragma once
// The states that wait to be expanded, packed, first in first out; and how each state was reached.

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "sim/explore/explorable.h"

namespace pawl::sim::explore {

/// Packed states in chunks: what was taken is given back to the machine at once.
class Frontier {
 public:
  bool empty() const { return count_ == 0; }
  std::uint64_t size() const { return count_; }
  std::uint64_t bytes() const { return chunks_.size() * kChunkBytes; }
  /// Bytes of all states that were ever put, and how many those were.
  std::uint64_t packed_bytes() const { return packed_bytes_; }
  std::uint64_t packed_count() const { return packed_count_; }

  template <Explorable World>
  void put(const World& world) {
    scratch_.clear();
    world.pack(scratch_);
    put_bytes();
  }
  /// The oldest state becomes `world`; there is one.
  template <Explorable World>
  void take(World& world) {
    world.unpack(take_bytes());
  }

 private:
  static constexpr std::size_t kChunkBytes = std::size_t{1} << 20U;

  void put_bytes();
  std::span<const std::uint8_t> take_bytes();

  std::deque<std::vector<std::uint8_t>> chunks_;
  /// Where the oldest state begins in the first chunk.
  std::size_t taken_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t packed_bytes_ = 0;
  std::uint64_t packed_count_ = 0;
  std::vector<std::uint8_t> scratch_;
};

/// Eight bytes for each state: from which one, by which action.
class Ways {
 public:
  std::uint64_t bytes() const { return steps_.capacity() * sizeof(Step); }
  std::uint64_t size() const { return steps_.size(); }
  /// States are numbered from 0 in the order in which they are added; the first has no way that leads to it.
  void add(std::uint32_t from, Action by) { steps_.push_back({from, by}); }
  /// The actions that lead from the first state to the state `number`.
  std::vector<Action> to(std::uint32_t number) const;

 private:
  struct Step {
    std::uint32_t from;
    Action by;
  };
  std::vector<Step> steps_;
};

}  // namespace pawl::sim::explore
