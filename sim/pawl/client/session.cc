#include "sim/pawl/client/session.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/marks.h"
#include "core/client/request_key.h"
#include "sim/world/clock.h"

namespace pawl::sim {
namespace {

client::Options options_of(const Plan& run, Stream& choices) {
  client::Options options;
  for (std::uint64_t n = 1; n <= run.hosts; ++n) options.endpoints.push_back(NodeId{n});
  options.attempt_timeout = choices.millis("client.attempt", {100, 800}, Quiet::Most);
  options.backoff_min = milliseconds(5);
  options.backoff_max = milliseconds(200);
  return options;
}

}  // namespace

PawlSession::PawlSession(const Setup& setup, const ClientPlan& plan, Clients<Pawl>& clients, Body body)
    : Session(setup),
      plan_(plan),
      clients_(&clients),
      client_(options_of(clients.plan(), setup.choices)),
      process_(clients.history().fresh_process()),
      wall_off_(choices().millis("client.wall", plan.wall_off_ms, Quiet::Nearest0)) {
  // Two keys must not be equal, however quiet the run is.
  choices().vary_quiet("client-key");
  set_script([this, script = std::move(body)] { script(*this); });
}

Now PawlSession::clock() const {
  return {Instant{now().ns + 1}, WallTime{kWallBegin.ns + now().ns + wall_off_.ns}};
}

std::string PawlSession::fresh_key() { return key_at(nanoseconds(0)); }

std::string PawlSession::key_at(Duration ahead) {
  return client::make_request_key(clock().wall + ahead, choices());
}

machine::Outcome PawlSession::ask(node::Ask ask, Duration deadline) {
  PAWL_CHECK(!call_.has_value());
  const std::size_t record = clients_->history().begin(process_, ask, now());
  begins_call(record);
  call_ = client_.begin(clock(), {std::move(ask), deadline}, choices());
  if (choices().chance("client.dies", goes_on() ? plan_.death_ppm : 0))
    dies_at_ = now() + choices().millis("client.dies_after", {0, 1'000}, Quiet::Most);
  pump();
  while (!done_ && dies_at_ > now()) wait();
  dies_at_ = kSimNever;
  if (!done_) return die(record);
  client::Done done = std::move(*done_);
  done_.reset();
  call_.reset();
  end_call(record, done.outcome, done.attempt_count);
  return std::move(done.outcome);
}

/// What was under way goes on without it; nobody waits for what comes of it.
machine::Outcome PawlSession::die(std::size_t record) {
  PAWL_SOMETIMES("client.dies-while-it-waits", !attempts_.empty());
  const bool is_seen = choices().chance("client.death_is_seen", 500'000);
  for (const auto& [request, attempt] : attempts_)
    if (is_seen) clients_->give_up(request);
  attempts_.clear();
  call_.reset();
  client_ = client::Client(options_of(run(), choices()));
  machine::Outcome outcome = std::unexpected(Error{ErrorCode::TimedOut, "the client died"});
  end_call(record, outcome, 1);
  sleep(choices().millis("client.down", {1, 2'000}, Quiet::Least));
  return outcome;
}

void PawlSession::end_call(std::size_t record, const machine::Outcome& outcome, std::uint32_t attempts) {
  clients_->history().end(record, outcome, attempts, now());
  const CallRecord& call = clients_->history().chronicle().calls()[record];
  // Jepsen's rule: a process whose call may still take effect never appears again.
  if (!call.is_ok() && !call.is_failed()) process_ = clients_->history().fresh_process();
}

machine::Outcome PawlSession::create(const std::string& name, const machine::SequenceParameters& parameters) {
  return ask(machine::Request{fresh_key(), machine::SequenceCreate{name, parameters}}, seconds(3));
}

machine::Outcome PawlSession::reserve(const std::string& name, std::int64_t count) {
  return reserve_with(fresh_key(), name, count);
}

machine::Outcome PawlSession::reserve_with(const std::string& key, const std::string& name,
                                           std::int64_t count) {
  return ask(machine::Request{key, machine::SequenceReserve{name, count, machine::OnMissing::Refuse}},
             seconds(3));
}

machine::Outcome PawlSession::reserve_without_key(const std::string& name, std::int64_t count) {
  return ask(
      machine::Request{std::nullopt, machine::SequenceReserve{name, count, machine::OnMissing::Refuse}},
      choices().millis("client.deadline", {100, 2'000}, Quiet::Most));
}

machine::Outcome PawlSession::get(const std::string& name) {
  return ask(machine::Query{machine::SequenceGet{name}}, seconds(2));
}

machine::Outcome PawlSession::ask_directly(node::Ask ask, Duration deadline) {
  const std::size_t record = clients_->history().begin(process_, ask, now());
  begins_call(record);
  const HostId host{1 + choices().choose("client.direct", run().hosts)};
  const bool forwards = choices().chance("client.forward", plan_.forward_ppm);
  direct_ =
      clients_->send(number(), host,
                     {std::move(ask), forwards ? node::WhenNotLeader::Forward : node::WhenNotLeader::Refuse});
  direct_until_ = now() + deadline;
  plan_timer();
  while (!direct_outcome_) wait();
  machine::Outcome outcome = std::move(*direct_outcome_);
  direct_outcome_.reset();
  end_call(record, outcome, 1);
  return outcome;
}

void PawlSession::end_direct(machine::Outcome outcome) {
  direct_.reset();
  direct_until_ = kSimNever;
  direct_outcome_ = std::move(outcome);
  go_on();
}

void PawlSession::received(RequestId request, node::ClientReply&& reply, bool) {
  if (request == direct_) return end_direct(std::move(reply.outcome));
  const auto attempt = attempts_.extract(request);
  // What was asked directly and is not waited for any more.
  if (attempt.empty()) return;
  client_.received(clock(),
                   {attempt.mapped(), std::move(reply.outcome),
                    reply.leader == kNobody ? std::nullopt : std::optional(reply.leader)},
                   choices());
  go_on_if_done();
}

void PawlSession::failed(RequestId request, Reached reached) {
  const ErrorCode code = reached == Reached::No ? ErrorCode::NotLeader : ErrorCode::TimedOut;
  if (request == direct_) return end_direct(std::unexpected(Error{code, "the connection broke"}));
  const auto attempt = attempts_.extract(request);
  if (attempt.empty()) return;
  client_.transport_failed(clock(), attempt.mapped(),
                           reached == Reached::No ? client::Sent::No : client::Sent::Maybe, choices());
  go_on_if_done();
}

SimTime PawlSession::next_tick() const {
  const Instant wake = client_.wake_at();
  return std::min({direct_until_, dies_at_, wake == kNever ? kSimNever : SimTime{wake.ns - 1}});
}

void PawlSession::tick() {
  if (direct_ && direct_until_ <= now())
    return end_direct(std::unexpected(Error{ErrorCode::TimedOut, "no answer in time"}));
  client_.wake(clock(), choices());
  go_on_if_done();
}

void PawlSession::go_on_if_done() {
  pump();
  if (done_ || dies_at_ <= now()) go_on();
}

void PawlSession::pump() {
  for (client::Action& action : client_.take_actions()) {
    if (auto* one = std::get_if<client::Send>(&action))
      send(std::move(*one));
    else if (auto* done = std::get_if<client::Done>(&action); done->call == call_)
      done_ = std::move(*done);
  }
  plan_timer();
}

void PawlSession::send(client::Send&& send) {
  const bool forwards = choices().chance("client.forward", plan_.forward_ppm);
  const RequestId request = clients_->send(
      number(), host_of(send.endpoint),
      {std::move(send.content), forwards ? node::WhenNotLeader::Forward : node::WhenNotLeader::Refuse});
  attempts_.emplace(request, send.attempt);
}

}  // namespace pawl::sim
