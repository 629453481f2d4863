#pragma once
// The clocks of one node, each wrong in its own bounded way: the monotonic one drifts by so many parts in a
// million, the wall clock is off and jumps. Integer arithmetic only.

#include <cstdint>

#include "core/base/time.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

/// 2026-01-01T00:00:00Z, where the calendars begin.
inline constexpr WallTime kWallBegin{1'767'225'600'000'000'000};

class Clock {
 public:
  /// Runs too fast (or too slow) by `drift_ppm` parts in a million, from now on.
  void begin_life(SimTime now, Instant monotonic, std::int64_t drift_ppm) {
    began_ = now;
    zero_ = monotonic;
    drift_ppm_ = drift_ppm;
  }
  /// The wall clock shows `wall` now and goes on from there.
  void set_wall(SimTime now, WallTime wall) {
    wall_offset_ns_ = wall.ns - now.ns;
    wall_set_ns_ = wall_offset_ns_;
  }
  void jump_wall(Duration by) { wall_offset_ns_ += by.ns; }

  Now read(SimTime now) const {
    const std::int64_t elapsed = (now - began_).ns;
    return {Instant{zero_.ns + elapsed + drifted(elapsed)}, WallTime{now.ns + wall_offset_ns_}};
  }
  /// What a clock that neither drifts nor jumps would show.
  Now undisturbed(SimTime now) const {
    return {Instant{zero_.ns + (now - began_).ns}, WallTime{now.ns + wall_set_ns_}};
  }
  /// The first moment at which the monotonic clock shows at least `instant`.
  SimTime when(Instant instant) const {
    if (instant == kNever) return kSimNever;
    // elapsed * (1 + drift) = ahead, in whole numbers; the loop below makes up for the rounding.
    const Wide ahead = Wide{instant.ns - zero_.ns} * kMillion / (kMillion + drift_ppm_);
    SimTime guess{began_.ns + static_cast<std::int64_t>(ahead)};
    while (read(guess).monotonic < instant)
      guess = guess + nanoseconds(instant.ns - read(guess).monotonic.ns);
    return guess;
  }

 private:
  __extension__ using Wide = __int128;
  static constexpr std::int64_t kMillion = 1'000'000;

  std::int64_t drifted(std::int64_t elapsed) const { return elapsed * drift_ppm_ / kMillion; }

  SimTime began_;
  Instant zero_;
  std::int64_t drift_ppm_ = 0;
  std::int64_t wall_offset_ns_ = 0;
  /// What it would be without jumps.
  std::int64_t wall_set_ns_ = 0;
};

}  // namespace pawl::sim
