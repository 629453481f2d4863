#pragma once
// Time is data: the host reads its clocks once per step and hands the reading in. Three kinds never mix:
// Instant (monotonic, of one node's life), WallTime (calendar, may jump), ClusterTime (stamped on log entries
// by leaders, never goes back, the same on every replica at the same index). All count nanoseconds.

#include <compare>
#include <cstdint>

namespace pawl {

struct Duration {
  std::int64_t ns = 0;
  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator+(Duration other) const { return {ns + other.ns}; }
  constexpr Duration operator-(Duration other) const { return {ns - other.ns}; }
  constexpr Duration operator*(std::int64_t times) const { return {ns * times}; }
};

constexpr Duration nanoseconds(std::int64_t count) { return {count}; }
constexpr Duration microseconds(std::int64_t count) { return {count * 1'000}; }
constexpr Duration milliseconds(std::int64_t count) { return {count * 1'000'000}; }
constexpr Duration seconds(std::int64_t count) { return {count * 1'000'000'000}; }

template <class Clock>
struct TimePoint {
  std::int64_t ns = 0;
  constexpr auto operator<=>(const TimePoint&) const = default;
  constexpr TimePoint operator+(Duration d) const { return {ns + d.ns}; }
  constexpr TimePoint operator-(Duration d) const { return {ns - d.ns}; }
  constexpr Duration operator-(TimePoint other) const { return {ns - other.ns}; }
};

/// A reading of a clock that never jumps; comparable only within one life of one node.
using Instant = TimePoint<struct MonotonicClock>;
/// Nanoseconds since 1970-01-01T00:00:00Z as the machine believes; it may jump either way.
using WallTime = TimePoint<struct WallClock>;
/// Time as the log tells it: leaders stamp it on entries, and it never decreases along the log.
using ClusterTime = TimePoint<struct ClusterClock>;

/// "Never", for deadlines.
inline constexpr Instant kNever{INT64_MAX};

/// What the host's clocks read at the beginning of a step.
struct Now {
  Instant monotonic;
  WallTime wall;
};

}  // namespace pawl
