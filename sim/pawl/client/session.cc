#include "sim/pawl/client/session.h"

#include <utility>

#include "core/base/check.h"
#include "core/base/overloaded.h"
#include "core/client/request_key.h"
#include "sim/pawl/client/clients.h"

namespace pawl::sim {
namespace {

/// 2026-01-01T00:00:00Z, as the nodes' calendars have it.
constexpr std::int64_t kWallBegin = 1'767'225'600'000'000'000;

client::Options options_of(const Plan& run, Stream& choices) {
  client::Options options;
  for (std::uint64_t n = 1; n <= run.nodes; ++n) options.endpoints.push_back(NodeId{n});
  options.attempt_timeout = choices.millis("client.attempt", {100, 800}, Quiet::Most);
  options.backoff_min = milliseconds(5);
  options.backoff_max = milliseconds(200);
  return options;
}

}  // namespace

Session::Session(const Setup& setup, Clients& clients, const StackPool& stacks, Body body)
    : number_(setup.number),
      group_(setup.group),
      plan_(setup.plan),
      run_(&setup.run),
      choices_(&setup.choices),
      clients_(&clients),
      client_(options_of(setup.run, setup.choices)),
      process_(clients.fresh_process()),
      wall_off_(choices_->millis("client.wall", {-20, 20}, Quiet::Nearest0)),
      fiber_(stacks, [this, script = std::move(body)](Fiber&) { script(*this); }) {}

SimTime Session::now() const { return clients_->now(); }

Now Session::clock() const { return {Instant{now().ns + 1}, WallTime{kWallBegin + now().ns + wall_off_.ns}}; }

bool Session::goes_on() const { return !clients_->is_stopped(); }

std::string Session::fresh_key() { return client::make_request_key(clock().wall, *choices_); }

void Session::blame(std::string what) { clients_->blame(number_, std::move(what)); }

machine::Outcome Session::ask(node::Ask ask, Duration deadline) {
  PAWL_CHECK(!call_.has_value());
  const std::size_t record = clients_->begin_call(number_, process_, ask);
  call_ = client_.begin(clock(), {std::move(ask), deadline}, *choices_);
  pump();
  while (!done_) fiber_.suspend();
  client::Done done = std::move(*done_);
  done_.reset();
  call_.reset();
  clients_->end_call(record, done.outcome, done.attempt_count);
  const CallRecord& call = clients_->chronicle().calls()[record];
  // Jepsen's rule: a process whose call may still take effect never appears again.
  if (!call.is_ok() && !call.is_failed()) process_ = clients_->fresh_process();
  return std::move(done.outcome);
}

machine::Outcome Session::create(const std::string& name, const machine::SequenceParameters& parameters) {
  return ask(machine::Request{fresh_key(), machine::SequenceCreate{name, parameters}}, seconds(3));
}

machine::Outcome Session::reserve(const std::string& name, std::int64_t count) {
  return reserve_with(fresh_key(), name, count);
}

machine::Outcome Session::reserve_with(const std::string& key, const std::string& name, std::int64_t count) {
  return ask(machine::Request{key, machine::SequenceReserve{name, count, machine::OnMissing::Refuse}},
             seconds(3));
}

machine::Outcome Session::reserve_without_key(const std::string& name, std::int64_t count) {
  return ask(
      machine::Request{std::nullopt, machine::SequenceReserve{name, count, machine::OnMissing::Refuse}},
      choices_->millis("client.deadline", {100, 2'000}, Quiet::Most));
}

machine::Outcome Session::get(const std::string& name) {
  return ask(machine::Query{machine::SequenceGet{name}}, seconds(2));
}

void Session::sleep(Duration duration) {
  sleeps_until_ = now() + duration;
  is_asleep_ = true;
  plan_timer();
  while (is_asleep_) fiber_.suspend();
}

void Session::think() { sleep(choices_->micros("client.think", plan_.think_us, Quiet::Most)); }

void Session::begin() { fiber_.resume(); }

void Session::received(client::Reply&& reply) {
  client_.received(clock(), std::move(reply), *choices_);
  pump();
  if (done_) fiber_.resume();
}

void Session::transport_failed(client::AttemptId attempt, client::Sent sent) {
  client_.transport_failed(clock(), attempt, sent, *choices_);
  pump();
  if (done_) fiber_.resume();
}

void Session::timer(std::uint64_t number) {
  if (number != timer_number_ || fiber_.is_done()) return;
  timer_at_ = kSimNever;
  if (is_asleep_ && sleeps_until_ <= now()) {
    is_asleep_ = false;
    sleeps_until_ = kSimNever;
    return fiber_.resume();
  }
  client_.wake(clock(), *choices_);
  pump();
  if (done_) fiber_.resume();
}

void Session::pump() {
  for (client::Action& action : client_.take_actions()) {
    if (auto* send = std::get_if<client::Send>(&action))
      clients_->send(number_, *send);
    else if (auto* done = std::get_if<client::Done>(&action); done->call == call_)
      done_ = std::move(*done);
  }
  plan_timer();
}

void Session::plan_timer() {
  const Instant wake = client_.wake_at();
  SimTime at = is_asleep_ ? sleeps_until_ : kSimNever;
  if (wake != kNever && SimTime{wake.ns - 1} < at) at = SimTime{wake.ns - 1};
  if (at == kSimNever || at == timer_at_) return;
  timer_at_ = at;
  clients_->plan_timer(number_, at, ++timer_number_);
}

}  // namespace pawl::sim
