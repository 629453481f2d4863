#include "sim/client/fiber.h"

#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#define PAWL_SIM_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PAWL_SIM_ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#define PAWL_SIM_TSAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define PAWL_SIM_TSAN 1
#endif

#ifdef PAWL_SIM_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef PAWL_SIM_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace pawl::sim {
namespace {

/// Remembers where the pool put the stack, which the sanitizer wants to know.
struct NotedStacks {
  boost::context::pooled_fixedsize_stack stacks;
  const void** bottom;
  std::size_t* bytes;
  boost::context::stack_context allocate() {
    boost::context::stack_context made = stacks.allocate();
    *bytes = made.size;
    *bottom = static_cast<char*>(made.sp) - made.size;
    return made;
  }
  void deallocate(boost::context::stack_context& stack) noexcept { stacks.deallocate(stack); }
};

}  // namespace

Fiber::Fiber(const StackPool& pool, Body body) : body_(std::move(body)) {
  inside_ = boost::context::fiber(std::allocator_arg, NotedStacks{pool.stacks(), &own_bottom_, &own_bytes_},
                                  [this](boost::context::fiber&& caller) { return run(std::move(caller)); });
#ifdef PAWL_SIM_TSAN
  own_thread_ = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
  if (!is_done_) {
    is_ending_ = true;
    try {
      resume();
    } catch (...) {
      // The run is over: what an ending script still complains about has no listener.
      is_done_ = true;
    }
  }
#ifdef PAWL_SIM_TSAN
  __tsan_destroy_fiber(own_thread_);
#endif
}

boost::context::fiber Fiber::run(boost::context::fiber&& caller) {
#ifdef PAWL_SIM_ASAN
  __sanitizer_finish_switch_fiber(nullptr, &caller_bottom_, &caller_bytes_);
#endif
  outside_ = std::move(caller);
  try {
    if (!is_ending_) body_(*this);
  } catch (const Ended&) {
    // suspend() ended the body; there is nothing more to do.
  } catch (...) {
    failure_ = std::current_exception();
  }
  is_done_ = true;
#ifdef PAWL_SIM_ASAN
  __sanitizer_start_switch_fiber(nullptr, caller_bottom_, caller_bytes_);
#endif
#ifdef PAWL_SIM_TSAN
  __tsan_switch_to_fiber(caller_thread_, 0);
#endif
  return std::move(outside_);
}

void Fiber::resume() {
#ifdef PAWL_SIM_ASAN
  __sanitizer_start_switch_fiber(&caller_fake_stack_, own_bottom_, own_bytes_);
#endif
#ifdef PAWL_SIM_TSAN
  caller_thread_ = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(own_thread_, 0);
#endif
  inside_ = std::move(inside_).resume();
#ifdef PAWL_SIM_ASAN
  __sanitizer_finish_switch_fiber(caller_fake_stack_, nullptr, nullptr);
#endif
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Fiber::suspend() {
#ifdef PAWL_SIM_ASAN
  __sanitizer_start_switch_fiber(&own_fake_stack_, caller_bottom_, caller_bytes_);
#endif
#ifdef PAWL_SIM_TSAN
  __tsan_switch_to_fiber(caller_thread_, 0);
#endif
  outside_ = std::move(outside_).resume();
#ifdef PAWL_SIM_ASAN
  __sanitizer_finish_switch_fiber(own_fake_stack_, &caller_bottom_, &caller_bytes_);
#endif
  if (is_ending_) throw Ended{};
}

}  // namespace pawl::sim
