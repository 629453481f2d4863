#pragma once
// How much memory the process may hold, kept by the system: whatever asks for more, in whatever phase, is
// refused, and a failed allocation is what the new-handler hears of.

#include <cstdint>

namespace pawl::checker {

class MemoryLimit {
 public:
  /// From now on the process gets no more than `bytes` beyond what it holds. What of a file is mapped does
  /// not count. Without effect under a sanitizer, whose own tables are counted in terabytes.
  explicit MemoryLimit(std::uint64_t bytes);
  /// Lifts it.
  ~MemoryLimit() { lift(); }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  /// Bytes that can still be had.
  std::uint64_t left() const;
  /// The limit ends: before a child begins, which would inherit it.
  void lift();

 private:
  std::uint64_t bytes_;
  std::uint64_t held_at_begin_ = 0;
};

}  // namespace pawl::checker
