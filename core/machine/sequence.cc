#include "core/machine/sequence.h"

#include "core/base/check.h"
#include "core/base/marks.h"

namespace pawl::machine {
namespace {

bool counts_up(const SequenceParameters& parameters) { return parameters.increment > 0; }

std::int64_t bound(const SequenceParameters& parameters) {
  return counts_up(parameters) ? parameters.max.value_or(INT64_MAX) : parameters.min.value_or(INT64_MIN);
}

/// |increment|; 2^63 for the smallest int64.
std::uint64_t step(const SequenceParameters& parameters) {
  const auto increment = static_cast<std::uint64_t>(parameters.increment);
  return counts_up(parameters) ? increment : std::uint64_t{0} - increment;
}

/// How many increments lead from `from` to the last value within the bound. At most 2^64 - 1: the distance of
/// two int64 fits into uint64, whatever their signs.
std::uint64_t steps_to_bound(const SequenceParameters& parameters, std::int64_t from) {
  const std::int64_t end = bound(parameters);
  PAWL_CHECK(counts_up(parameters) ? from <= end : from >= end);
  const std::uint64_t distance = counts_up(parameters)
                                     ? static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(from)
                                     : static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(end);
  return distance / step(parameters);
}

/// from + increment * steps. Modular arithmetic is exact here because the result lies within the bound.
std::int64_t advance(const SequenceParameters& parameters, std::int64_t from, std::uint64_t steps) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) +
                                   static_cast<std::uint64_t>(parameters.increment) * steps);
}

/// Where a cycle begins again: at the other bound if one is given, else at the first value.
std::int64_t begin_again(const SequenceParameters& parameters) {
  const auto& other_bound = counts_up(parameters) ? parameters.min : parameters.max;
  PAWL_SOMETIMES("machine.cycle-begins-at-its-other-bound", other_bound.has_value());
  PAWL_SOMETIMES("machine.cycle-begins-at-its-first-value", !other_bound.has_value());
  if (other_bound) return *other_bound;
  const auto first = first_value(parameters);
  PAWL_CHECK(first.has_value());
  return *first;
}

}  // namespace

std::optional<std::int64_t> first_value(const SequenceParameters& parameters) {
  std::int64_t first = 0;
  if (__builtin_add_overflow(parameters.initial, parameters.increment, &first)) return std::nullopt;
  return first;
}

std::uint64_t values_left(const SequenceParameters& parameters, std::int64_t current) {
  return steps_to_bound(parameters, current);
}

std::expected<Allocation, Shortage> allocate(const SequenceParameters& parameters, std::int64_t current,
                                             std::int64_t count) {
  PAWL_CHECK(count >= 1);
  const auto wanted = static_cast<std::uint64_t>(count);
  const std::uint64_t left = values_left(parameters, current);
  if (wanted <= left) {
    PAWL_SOMETIMES("machine.counts-down", !counts_up(parameters));
    PAWL_SOMETIMES("machine.last-value-is-allocated", wanted == left);
    return Allocation{advance(parameters, current, 1), advance(parameters, current, wanted)};
  }
  if (!parameters.cycle || left > 0) {
    PAWL_SOMETIMES("machine.is-used-up", left == 0);
    PAWL_SOMETIMES("machine.fewer-are-left-than-wanted", !parameters.cycle && left > 0);
    PAWL_SOMETIMES("machine.fewer-are-left-before-the-cycle-begins-again", parameters.cycle);
    return std::unexpected(Shortage{left, parameters.cycle});
  }

  const std::int64_t restart = begin_again(parameters);
  const std::uint64_t further = steps_to_bound(parameters, restart);
  if (wanted - 1 > further) {
    PAWL_SOMETIMES("machine.cycle-is-shorter-than-wanted");
    return std::unexpected(Shortage{further + 1, true});
  }
  PAWL_SOMETIMES("machine.cycle-begins-again");
  return Allocation{restart, advance(parameters, restart, wanted - 1)};
}

}  // namespace pawl::machine
