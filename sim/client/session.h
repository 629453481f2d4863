#pragma once
// One client: a script on its own fiber, told as a straight story, that sleeps and waits. What it can ask is
// its system's business (S::Session derives from this; PlainSession is one for systems without a client of
// their own).

#include <cstdint>
#include <functional>

#include "sim/choice/stream.h"
#include "sim/client/fiber.h"
#include "sim/scenario/plan.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

class Session {
 public:
  struct Setup {
    std::uint32_t number = 0;
    /// Which clients of the plan it belongs to.
    std::uint32_t group = 0;
    Range think_us;
    Stream& choices;
    EventQueue& queue;
    const StackPool& stacks;
    /// Scripts shall come to their end.
    const bool& is_stopped;
  };
  explicit Session(const Setup& setup) : setup_(setup) {}
  virtual ~Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // -- for scripts --

  void sleep(Duration duration);
  /// Does nothing for a while, as the plan says.
  void think() { sleep(choices().micros("client.think", setup_.think_us, Quiet::Most)); }
  /// False: come to an end.
  bool goes_on() const { return !setup_.is_stopped; }
  Stream& choices() const { return setup_.choices; }
  std::uint32_t number() const { return setup_.number; }
  std::uint32_t group() const { return setup_.group; }
  SimTime now() const { return setup_.queue.now(); }
  /// The number of the call that it made last, as its history counts them.
  std::int64_t newest_call() const { return newest_call_; }

  // -- for Clients --

  void begin() { fiber_.resume(); }
  bool is_done() const { return fiber_.is_done(); }
  /// At a ClientTimer event.
  void timer(std::uint64_t number);

 protected:
  void begins_call(std::size_t number) { newest_call_ = static_cast<std::int64_t>(number); }
  /// Called by the script: waits until somebody calls go_on().
  void wait() { fiber_.suspend(); }
  void go_on() { fiber_.resume(); }
  /// When tick() is to be called, besides all else.
  virtual SimTime next_tick() const = 0;
  virtual void tick() = 0;
  /// next_tick() may have changed.
  void plan_timer();
  /// Whoever derives gives the script that runs on the fiber.
  void set_script(std::function<void()> script);

 private:
  Setup setup_;
  std::int64_t newest_call_ = -1;
  SimTime sleeps_until_ = kSimNever;
  bool is_asleep_ = false;
  SimTime timer_at_ = kSimNever;
  std::uint64_t timer_number_ = 0;
  std::function<void()> script_;
  /// Last, so that an ending script still finds the others.
  Fiber fiber_{setup_.stacks, [this](Fiber&) { script_(); }};
};

}  // namespace pawl::sim
