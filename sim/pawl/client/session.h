#pragma once
// One client as its script sees it: straight calls that wait for their answers. Behind them stands
// core/client with its redirects and retries.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/client/client.h"
#include "sim/choice/stream.h"
#include "sim/client/fiber.h"
#include "sim/scenario/plan.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

class Clients;

class Session {
 public:
  using Body = std::function<void(Session&)>;
  struct Setup {
    std::uint32_t number = 0;
    /// Which clients of the plan it belongs to.
    std::uint32_t group = 0;
    const ClientPlan& plan;
    const Plan& run;
    Stream& choices;
  };
  Session(const Setup& setup, Clients& clients, const StackPool& stacks, Body body);

  // -- for scripts --

  /// Asks, with retries where they are safe, and waits for the end of it.
  machine::Outcome ask(node::Ask ask, Duration deadline);
  machine::Outcome create(const std::string& name, const machine::SequenceParameters& parameters);
  /// With a fresh key.
  machine::Outcome reserve(const std::string& name, std::int64_t count);
  machine::Outcome reserve_with(const std::string& key, const std::string& name, std::int64_t count);
  machine::Outcome reserve_without_key(const std::string& name, std::int64_t count);
  machine::Outcome get(const std::string& name);
  void sleep(Duration duration);
  /// Does nothing for a while, as the plan says.
  void think();
  /// False: come to an end.
  bool goes_on() const;

  Stream& choices() { return *choices_; }
  const ClientPlan& plan() const { return plan_; }
  const Plan& run() const { return *run_; }
  std::uint32_t number() const { return number_; }
  std::uint32_t group() const { return group_; }
  std::string fresh_key();
  /// The script was told something that must never be said.
  void blame(std::string what);
  SimTime now() const;

  // -- for Clients --

  void begin();
  void received(client::Reply&& reply);
  void transport_failed(client::AttemptId attempt, client::Sent sent);
  void timer(std::uint64_t number);
  bool is_done() const { return fiber_.is_done(); }
  bool chooses_forward() { return choices_->chance("client.forward", plan_.forward_ppm); }

 private:
  void pump();
  void plan_timer();
  Now clock() const;

  std::uint32_t number_;
  std::uint32_t group_;
  ClientPlan plan_;
  const Plan* run_;
  Stream* choices_;
  Clients* clients_;
  client::Client client_;
  std::int64_t process_;
  /// What the script waits for: the end of a call, or a moment.
  std::optional<client::CallId> call_;
  std::optional<client::Done> done_;
  SimTime sleeps_until_ = kSimNever;
  bool is_asleep_ = false;
  SimTime timer_at_ = kSimNever;
  std::uint64_t timer_number_ = 0;
  Duration wall_off_;
  /// Last, so that an ending script still finds the others.
  Fiber fiber_;
};

}  // namespace pawl::sim
