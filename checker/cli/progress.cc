#include "checker/cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace pawl::checker {
namespace {

constexpr int kBarCells = 32;
constexpr auto kInterval = std::chrono::milliseconds(100);

}  // namespace

// The first look comes late, so that short work shows nothing.
Progress::Progress(bool is_wanted)
    : is_on_(is_wanted && ::isatty(STDERR_FILENO) == 1),
      next_(std::chrono::steady_clock::now() + 4 * kInterval) {}

void Progress::show(std::string_view label, double fraction) {
  if (!is_on_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kInterval;
  is_shown_ = true;
  if (fraction < 0) {
    fmt::print(stderr, "\r\x1b[K{} ...", label);
  } else {
    const int full = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * kBarCells);
    const std::string bar = std::string(static_cast<std::size_t>(full), '#') +
                            std::string(static_cast<std::size_t>(kBarCells - full), '.');
    fmt::print(stderr, "\r\x1b[K{} [{}] {:3.0f} %", label, bar, fraction * 100);
  }
  std::fflush(stderr);
}

void Progress::clear() {
  if (!is_shown_) return;
  fmt::print(stderr, "{}", clearing());
  std::fflush(stderr);
  is_shown_ = false;
}

}  // namespace pawl::checker
