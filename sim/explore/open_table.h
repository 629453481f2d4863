#pragma once
// Tables with open addressing: a set of fingerprints, and numbers found by a key. Nothing is ever removed,
// and nobody walks over them, so their order decides nothing.

#include <bit>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/digest.h"

namespace pawl::sim::explore {

/// A set of 128-bit fingerprints, 16 bytes a slot. Two states that differ are taken for one with a
/// probability of about n^2 / 2^129: for 10^8 states less than 10^-22.
class FingerprintSet {
 public:
  FingerprintSet() : slots_(std::size_t{1} << bits_) {}

  /// True if it is new.
  bool insert(Digest fingerprint) {
    if ((count_ + 1) * 4 > slots_.size() * 3) grow();
    return put(fingerprint);
  }
  std::uint64_t size() const { return count_; }
  std::uint64_t bytes() const { return slots_.size() * sizeof(Digest); }
  /// What it takes while it grows the next time, old and new table together.
  std::uint64_t bytes_when_grown() const { return bytes() * 3; }
  bool is_about_to_grow() const { return (count_ + 1) * 4 > slots_.size() * 3; }

 private:
  bool put(Digest fingerprint) {
    // The empty slot is the fingerprint 0, so nothing may have it.
    if (fingerprint == Digest{}) fingerprint.low = 1;
    const std::size_t mask = slots_.size() - 1;
    // Not by the high half: of several ways of naming the least is taken, which leaves few high halves.
    for (std::size_t at = fingerprint.low >> (64 - bits_);; at = (at + 1) & mask) {
      if (slots_[at] == fingerprint) return false;
      if (slots_[at] != Digest{}) continue;
      slots_[at] = fingerprint;
      ++count_;
      return true;
    }
  }
  void grow() {
    std::vector<Digest> old = std::exchange(slots_, std::vector<Digest>(slots_.size() * 2));
    ++bits_;
    count_ = 0;
    for (const Digest& it : old)
      if (it != Digest{}) put(it);
  }

  int bits_ = 12;
  std::vector<Digest> slots_;
  std::uint64_t count_ = 0;
};

inline std::uint64_t spread(Digest key) { return key.low; }
inline std::uint64_t spread(std::uint64_t key) {
  key = (key ^ (key >> 32)) * 0xd6e8feb86659fd93U;
  return (key ^ (key >> 32)) * 0xd6e8feb86659fd93U;
}

/// Finds 32-bit numbers by keys that are 64-bit numbers or fingerprints.
template <class Key>
class NumberTable {
 public:
  NumberTable() : slots_(std::size_t{1} << bits_) {}

  std::optional<std::uint32_t> find(Key key) const {
    const Slot& slot = slots_[place_of(key)];
    if (!slot.is_used) return std::nullopt;
    return slot.number;
  }
  /// `key` is not there yet.
  void insert(Key key, std::uint32_t number) {
    if ((count_ + 1) * 4 > slots_.size() * 3) grow();
    slots_[place_of(key)] = {key, number, true};
    ++count_;
  }
  std::uint64_t size() const { return count_; }
  std::uint64_t bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  struct Slot {
    Key key{};
    std::uint32_t number = 0;
    bool is_used = false;
  };

  std::size_t place_of(Key key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = spread(key) >> (64 - bits_);
    while (slots_[at].is_used && slots_[at].key != key) at = (at + 1) & mask;
    return at;
  }
  void grow() {
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    ++bits_;
    for (const Slot& it : old)
      if (it.is_used) slots_[place_of(it.key)] = it;
  }

  int bits_ = 10;
  std::vector<Slot> slots_;
  std::uint64_t count_ = 0;
};

}  // namespace pawl::sim::explore
