#pragma once
// The configurations that the search has been in: how many operations returned, the state, which
// pending operations took effect, and how many optional ones of each action were used. One that used
// fewer optional operations can do all that the present one can, so it answers for it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pawl::checker {

class Visited {
 public:
  /// `word_count`: 64-bit words of a key. Keys are compared in full, never by hash alone.
  explicit Visited(std::size_t word_count) : word_count_(word_count) {}

  /// True if a configuration with this key and at most these uses was here before; else remembers
  /// this one. `uses`: (action, count) pairs with count > 0, ascending by action. `hash`: of the key.
  bool covers(std::uint64_t hash, std::span<const std::uint64_t> key, std::span<const std::uint32_t> uses);

  std::size_t bytes() const {
    return table_.capacity() * sizeof(Slot) + keys_.capacity() * 8 + uses_.capacity() * 4;
  }
  /// Forgets everything: sound, and costs time only.
  void clear();

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t entry = 0;  ///< of keys_, counted from 1; 0: empty
    std::uint32_t chain = 0;  ///< newest use list, offset in uses_ plus 1; 0: used nothing
  };
  void grow();
  bool is_covered(std::uint32_t chain, std::span<const std::uint32_t> uses) const;
  std::uint32_t remember_uses(std::span<const std::uint32_t> uses, std::uint32_t older);

  std::size_t word_count_;
  std::vector<Slot> table_;
  std::size_t count_ = 0;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> uses_;  ///< older chain, pair count, pairs
};

}  // namespace pawl::checker
