#pragma once
// Makes a failing run small: the fewest choices that differ from a quiet run and still fail in the same way,
// so that a person sees what it takes.

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "sim/search/smallest.h"

namespace pawl::sim {

struct MinimizeSettings {
  TrialSettings trials;
  /// The failing run.
  Trial start;
  /// Told now and then, on the calling thread, what is being done and how small the run is.
  std::function<void(std::string_view doing, const Smallest& smallest, std::uint64_t runs)> show;
};

struct Minimized {
  Smallest smallest;
  /// Choices of the run that it began with, and of these the ones that were not quiet.
  std::uint64_t choices_at_first = 0;
  std::uint64_t size_at_first = 0;
  std::uint64_t events_at_first = 0;
  /// Runs that it took.
  std::uint64_t runs = 0;
  /// The time was over before everything was tried.
  bool was_cut_short = false;
};

/// An error says why there is nothing to make small.
std::expected<Minimized, std::string> minimize(const MinimizeSettings& settings);

}  // namespace pawl::sim
