#pragma once
// Values of a sequence as the checker counts them: the first one that it hands out is 1, the next one 2.

#include <cstdint>
#include <optional>

#include "core/machine/operation.h"

namespace pawl::sim {

/// Nothing if the sequence never hands out this value.
inline std::optional<std::int64_t> ordinal(const machine::SequenceParameters& parameters,
                                           std::int64_t value) {
  const auto away = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) -
                                              static_cast<std::uint64_t>(parameters.initial));
  if (away % parameters.increment != 0 || away / parameters.increment < 0) return std::nullopt;
  return away / parameters.increment;
}

}  // namespace pawl::sim
