#pragma once
// The ends of what a sequence can count to.

#include <cstdint>

namespace pawl::machine {

inline constexpr std::int64_t kLowest = INT64_MIN;
inline constexpr std::int64_t kHighest = INT64_MAX;

}  // namespace pawl::machine
