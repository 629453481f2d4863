#include "sim/client/session.h"

#include <algorithm>
#include <utility>

namespace pawl::sim {

void Session::set_script(std::function<void()> script) { script_ = std::move(script); }

void Session::sleep(Duration duration) {
  sleeps_until_ = now() + duration;
  is_asleep_ = true;
  plan_timer();
  while (is_asleep_) wait();
}

void Session::timer(std::uint64_t number) {
  if (number != timer_number_ || is_done()) return;
  timer_at_ = kSimNever;
  if (is_asleep_ && sleeps_until_ <= now()) {
    is_asleep_ = false;
    sleeps_until_ = kSimNever;
    return go_on();
  }
  tick();
}

void Session::plan_timer() {
  const SimTime at = std::min(next_tick(), is_asleep_ ? sleeps_until_ : kSimNever);
  if (at == kSimNever || at == timer_at_) return;
  timer_at_ = at;
  setup_.queue.plan(at, EventKind::ClientTimer, 0, setup_.number, ++timer_number_);
}

}  // namespace pawl::sim
