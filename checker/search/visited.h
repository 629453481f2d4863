#pragma once
// The configurations that the search has been in: how many operations returned, the state, which
// pending operations took effect, and how many optional ones of each action were used. One that used
// fewer optional operations can do all that the present one can, so it answers for it. Where keys have no
// state, it does so by these operations first: it answers only once all that follows it was tried.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pawl::checker {

class Visited {
 public:
  /// From when on a configuration answers for those with its key that used more.
  enum class Answers : std::uint8_t { AtOnce, WhenClosed };
  /// Which configuration close() means. Good until clear().
  using Place = std::uint32_t;
  static constexpr Place kNowhere = 0;

  /// `word_count`: 64-bit words of a key. Keys are compared in full, never by hash alone.
  Visited(std::size_t word_count, Answers answers) : word_count_(word_count), answers_(answers) {}

  /// Nothing if this configuration was here before, or one that answers for it; else remembers it.
  /// `uses`: (action, count) pairs with count > 0, ascending by action. `hash`: of the key.
  std::optional<Place> enter(std::uint64_t hash, std::span<const std::uint64_t> key,
                             std::span<const std::uint32_t> uses);
  /// No order begins with this configuration.
  void close(Place place) {
    if (place != kNowhere) uses_[place + kCount - 1] |= kClosed;
  }

  std::size_t bytes() const {
    return table_.capacity() * sizeof(Slot) + keys_.capacity() * 8 + uses_.capacity() * 4;
  }
  /// Forgets everything: sound, and costs time only.
  void clear();

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t entry = 0;  ///< of keys_, counted from 1; 0: empty
    Place chain = kNowhere;   ///< newest list of uses; kNowhere: used nothing, and is closed
  };
  // A list of uses lies in uses_ from its place minus 1 on: the older list with this key, the number of
  // pairs, the pairs.
  static constexpr std::uint32_t kOlder = 0;
  static constexpr std::uint32_t kCount = 1;
  static constexpr std::uint32_t kPairs = 2;
  static constexpr std::uint32_t kClosed = std::uint32_t{1} << 31;  // added to the number of pairs
  void grow();
  bool is_covered(Place chain, std::span<const std::uint32_t> uses) const;
  Place remember_uses(std::span<const std::uint32_t> uses, Place older);

  std::size_t word_count_;
  Answers answers_;
  std::vector<Slot> table_;
  std::size_t count_ = 0;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> uses_;
};

}  // namespace pawl::checker
