#pragma once
// The arithmetic of one sequence, alone: which values come next and how many are left. Everything is exact up
// to the limits of int64; nothing wraps unless the sequence cycles.

#include <cstdint>
#include <expected>
#include <optional>

#include "core/machine/operation.h"

namespace pawl::machine {

/// Consecutive values from first to last.
struct Allocation {
  std::int64_t first = 0;
  std::int64_t last = 0;
  bool operator==(const Allocation&) const = default;
};

/// Why fewer values than asked for can be had.
struct Shortage {
  /// How many could be had now.
  std::uint64_t left = 0;
  /// The sequence cycles: after those it begins again.
  bool begins_again = false;
  bool operator==(const Shortage&) const = default;
};

/// The first value of a new sequence, initial + increment; none if that is beyond int64.
std::optional<std::int64_t> first_value(const SequenceParameters& parameters);

/// How many values follow `current` up to the bound, before any cycle.
std::uint64_t values_left(const SequenceParameters& parameters, std::int64_t current);

/// The `count` (at least 1) values that follow `current`; all or none. A cycle begins again only when none is
/// left, so an allocation is never torn. The parameters are valid, and `current` is the initial value or one
/// handed out.
std::expected<Allocation, Shortage> allocate(const SequenceParameters& parameters, std::int64_t current,
                                             std::int64_t count);

}  // namespace pawl::machine
