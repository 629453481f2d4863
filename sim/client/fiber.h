#pragma once
// A script that can wait: it runs on its own stack until it suspends, and goes on where it was when it is
// resumed. Stacks come from a pool that outlives the run.

#include <boost/context/fiber.hpp>
#include <boost/context/pooled_fixedsize_stack.hpp>
#include <exception>
#include <functional>

namespace pawl::sim {

/// Stacks for many fibers of one thread, used again and again.
class StackPool {
 public:
  StackPool() : stacks_(kStackBytes) {}
  const boost::context::pooled_fixedsize_stack& stacks() const { return stacks_; }
  static constexpr std::size_t kStackBytes = std::size_t{256} << 10U;

 private:
  boost::context::pooled_fixedsize_stack stacks_;
};

class Fiber {
 public:
  using Body = std::function<void(Fiber&)>;

  /// `body` begins with the first resume(). The fiber must not be moved: its body knows its address.
  Fiber(const StackPool& pool, Body body);
  /// A body that still waits is ended: its suspend() throws Ended, which it must let pass.
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Runs the body until it suspends or returns. An exception of the body comes out here.
  void resume();
  /// Called by the body: gives the word back to who resumed it.
  void suspend();
  bool is_done() const { return is_done_; }

  struct Ended {};

 private:
  boost::context::fiber run(boost::context::fiber&& caller);

  Body body_;
  boost::context::fiber inside_;
  boost::context::fiber outside_;
  std::exception_ptr failure_;
  bool is_done_ = false;
  bool is_ending_ = false;
  /// For the sanitizers alone, which must be told of every switch of stacks.
  [[maybe_unused]] void* own_fake_stack_ = nullptr;
  [[maybe_unused]] void* caller_fake_stack_ = nullptr;
  [[maybe_unused]] const void* caller_bottom_ = nullptr;
  [[maybe_unused]] std::size_t caller_bytes_ = 0;
  [[maybe_unused]] const void* own_bottom_ = nullptr;
  [[maybe_unused]] std::size_t own_bytes_ = 0;
  [[maybe_unused]] void* own_thread_ = nullptr;
  [[maybe_unused]] void* caller_thread_ = nullptr;
};

}  // namespace pawl::sim
