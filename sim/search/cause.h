#pragma once
// When a failure became inevitable: the failing run is made again up to a moment and then goes on with fresh
// choices, many times over; how many of these branches fail in the same way says how far the failure was
// decided by then. Where the share jumps is the step that decided it.

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "sim/search/trials.h"

namespace pawl::sim {

struct CausePoint {
  /// The branches left the run's path after so many events, at this time.
  std::uint64_t event = 0;
  SimTime at;
  std::uint64_t branches = 0;
  /// Of these, how many failed in the same way.
  std::uint64_t failures = 0;

  double share() const {
    return branches == 0 ? 0 : static_cast<double>(failures) / static_cast<double>(branches);
  }
};

/// Between which shares the true one lies, 19 times of 20 (Wilson 1927).
struct ShareBounds {
  double low = 0;
  double high = 1;
};
ShareBounds bounds_of(const CausePoint& point);

struct Cause {
  Violation violation;
  Failure failure;
  /// By event, from 0, the base rate, to the violation, which is certain.
  std::vector<CausePoint> points;
  /// The share rises most between these two points: one step apart, unless the time was over before.
  CausePoint before_jump;
  CausePoint after_jump;
  /// The trace of the steps between them.
  std::vector<std::string> lines;
  std::uint64_t runs = 0;
  bool was_cut_short = false;

  /// Whether one step stands out at all: a failure may be certain, or as likely, from the beginning.
  bool has_jump() const { return after_jump.share() - before_jump.share() >= 0.2; }
};

struct CauseSettings {
  TrialSettings trials;
  /// The failing run.
  Trial start;
  /// Moments to begin with, spread evenly, and branches at each.
  std::uint64_t point_count = 12;
  std::uint64_t branch_count = 24;
  /// Told now and then, on the calling thread, how many moments were judged.
  std::function<void(std::uint64_t points, std::uint64_t runs)> show;
};

/// An error says why there is nothing to explain.
std::expected<Cause, std::string> find_cause(const CauseSettings& settings);

}  // namespace pawl::sim
