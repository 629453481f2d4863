#pragma once
// Counts of durations in buckets that grow with the duration: 64 for every doubling, so a percentile is at
// most 1.6 % too high, whatever the run's length.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "core/base/time.h"

namespace pawl::bench {

class Latency {
 public:
  void add(Duration duration) {
    const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.ns, 0));
    ++counts_[bucket_of(ns)];
    ++count_;
    max_ns_ = std::max(max_ns_, ns);
  }

  std::uint64_t count() const { return count_; }
  Duration max() const { return {static_cast<std::int64_t>(max_ns_)}; }

  /// The duration that `share` (0 to 1) of all did not exceed; zero if there are none.
  Duration percentile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_) + 0.5);
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
      seen += counts_[bucket];
      if (seen >= std::max<std::uint64_t>(wanted, 1)) {
        return {static_cast<std::int64_t>(std::min(upper_end(bucket), max_ns_))};
      }
    }
    return max();
  }

 private:
  static constexpr unsigned kSubBits = 6;

  static std::size_t bucket_of(std::uint64_t ns) {
    if (ns < (1U << kSubBits)) return ns;
    const auto exponent = static_cast<unsigned>(std::bit_width(ns)) - 1 - kSubBits;
    return (std::size_t{exponent} << kSubBits) + (ns >> exponent);
  }
  static std::uint64_t upper_end(std::size_t bucket) {
    if (bucket < (1U << kSubBits)) return bucket;
    const std::size_t exponent = (bucket >> kSubBits) - 1;
    return (((bucket & ((1U << kSubBits) - 1)) | (1U << kSubBits)) + 1) << exponent;
  }

  std::array<std::uint64_t, (64 - kSubBits + 1) << kSubBits> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ns_ = 0;
};

}  // namespace pawl::bench
