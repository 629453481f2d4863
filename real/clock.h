#pragma once
// The real clocks, read once per step.

#include <chrono>

#include "core/base/time.h"

namespace pawl::real {

inline Instant read_monotonic() {
  using std::chrono::duration_cast, std::chrono::nanoseconds, std::chrono::steady_clock;
  return {duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count()};
}

inline WallTime read_wall() {
  using std::chrono::duration_cast, std::chrono::nanoseconds, std::chrono::system_clock;
  return {duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count()};
}

inline Now read_clocks() { return {read_monotonic(), read_wall()}; }

/// The same moment for timers of the standard library.
inline std::chrono::steady_clock::time_point timer_point(Instant at) {
  return std::chrono::steady_clock::time_point(
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::nanoseconds(at.ns)));
}

}  // namespace pawl::real
