#pragma once
// How much memory the process may hold, kept by the system: whatever asks for more, in whatever phase, is
// refused, and a failed allocation is what the new-handler hears of.

#include <cstdint>

namespace pawl::checker {

class MemoryLimit {
 public:
  /// From now on the process gets no more than `bytes` beyond what it holds, or what it was allowed before if
  /// that is less. What of a file is mapped does not count. Without effect under a sanitizer, whose own
  /// tables are counted in terabytes.
  explicit MemoryLimit(std::uint64_t bytes);
  /// Ends it.
  ~MemoryLimit() { lift(); }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  /// Bytes that can still be had.
  std::uint64_t left() const;
  /// Puts back what was allowed before: for a child, which would inherit the limit.
  void lift();

 private:
  std::uint64_t allowed_before_;
  std::uint64_t allowed_;  ///< what the system counts stays below this
};

}  // namespace pawl::checker
