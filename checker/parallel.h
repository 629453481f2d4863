#pragma once
// The same work on many things at once: the objects of a history are judged independently.

#include <atomic>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace pawl::checker {

/// The least of what several threads have found.
class Least {
 public:
  explicit Least(std::size_t value) : value_(value) {}

  std::size_t value() const { return value_; }
  void lower_to(std::size_t value) {
    std::size_t seen = value_;
    while (value < seen && !value_.compare_exchange_weak(seen, value)) {
    }
  }

 private:
  std::atomic<std::size_t> value_;
};

/// Calls `work(i)` for every i below `count`, begun in this order, on `jobs` threads of which the caller is
/// one; fewer where the system gives no more. `work` is safe to call at the same time from all of them.
template <typename Work>
void for_each_in_parallel(std::size_t count, std::size_t jobs, const Work& work) {
  std::atomic<std::size_t> next{0};
  const auto take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  try {
    while (others.size() + 1 < jobs && others.size() + 1 < count) others.emplace_back(take_turns);
  } catch (const std::system_error&) {
    // The stacks of more threads are not to be had.
  }
  take_turns();
}

}  // namespace pawl::checker
