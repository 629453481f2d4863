#pragma once
// What an all-seeing observer remembers: who led, what was committed, what reads were promised. It is part of
// a world's state, and no node knows of it.

#include <array>
#include <string>

#include "sim/pawl/explore/canonical.h"
#include "sim/pawl/explore/facts.h"

namespace pawl::sim::explore {

struct Ghost {
  struct Committed {
    Slot slot;
    /// The term of the leader that committed it.
    std::uint8_t by_term = 0;
    bool operator==(const Committed&) const = default;
  };
  /// A read that was begun by a leader that still leads.
  struct Read {
    std::uint8_t node = 0;
    std::uint8_t term = 0;
    std::uint8_t seq = 0;
    /// What was committed, and so may have been acknowledged, when it began.
    std::uint8_t floor = 0;
    bool operator==(const Read&) const = default;
  };
  static constexpr std::size_t kReadsMax = 4;

  std::array<std::uint8_t, kTermsMax + 1> leaders{};
  std::uint8_t committed_count = 0;
  std::array<Committed, kLogMax + 1> committed{};
  std::uint8_t read_count = 0;
  std::array<Read, kReadsMax> reads{};

  bool operator==(const Ghost&) const = default;
};

Digest canonical(const Ghost& ghost, const Names& names);

struct IndexedSlot {
  std::uint8_t index = 0;
  Slot slot;
};

struct ReadySeq {
  std::uint8_t seq = 0;
  std::uint8_t index = 0;
};

/// One node's step as the observer sees it, after it happened.
struct Seen {
  const NodeFacts& before;
  const NodeFacts& after;
  /// Every node as it is now, by number from 1.
  std::span<const NodeFacts* const> nodes;
  /// What the step handed out as committed.
  std::span<const IndexedSlot> committed;
  /// The reads of this term that it lets be answered, and the one that it began (0: none).
  std::span<const ReadySeq> ready;
  std::uint8_t began = 0;
};

/// Remembers what happened. Returns what is wrong, `oracle: what`, by an arithmetic of its own; empty if
/// nothing is.
std::string observe(Ghost& ghost, const Seen& seen);

}  // namespace pawl::sim::explore
