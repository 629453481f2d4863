#pragma once
// What a check may cost: a moment to be done by, and bytes for tables. Shared by all phases, so
// that explaining cannot take what deciding left over twice.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace pawl::checker {

class Budget {
 public:
  using Clock = std::chrono::steady_clock;

  Budget(std::optional<Clock::time_point> until, std::size_t memory_bytes_max)
      : until_(until), memory_bytes_max_(memory_bytes_max) {}

  /// A budget over the same memory that ends at the earlier of `until` and this one's end.
  Budget until(Clock::time_point other) const {
    return Budget(until_ && *until_ < other ? *until_ : other, memory_bytes_max_);
  }
  std::optional<Clock::time_point> end() const { return until_; }
  bool is_over() const { return until_ && Clock::now() >= *until_; }
  /// Looks at the clock once in 256 calls only; true from then on.
  bool is_over_cheaply() {
    if (is_seen_over_ || (++calls_ & 0xff) != 0) return is_seen_over_;
    return is_seen_over_ = is_over();
  }
  std::size_t memory_bytes_max() const { return memory_bytes_max_; }

 private:
  std::optional<Clock::time_point> until_;
  std::size_t memory_bytes_max_;
  std::uint32_t calls_ = 0;
  bool is_seen_over_ = false;
};

}  // namespace pawl::checker
