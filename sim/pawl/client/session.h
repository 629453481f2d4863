#pragma once
// One client of pawl as its script sees it: straight calls that wait for their answers. Behind them stands
// core/client with its redirects and retries.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/client/client.h"
#include "sim/client/clients.h"
#include "sim/client/session.h"
#include "sim/pawl/plan.h"
#include "sim/pawl/system.h"

namespace pawl::sim {

class PawlSession final : public Session {
 public:
  using Body = std::function<void(PawlSession&)>;
  PawlSession(const Setup& setup, const ClientPlan& plan, Clients<Pawl>& clients, Body body);

  // -- for scripts --

  /// Asks, with retries where they are safe, and waits for the end of it.
  machine::Outcome ask(node::Ask ask, Duration deadline);
  machine::Outcome create(const std::string& name, const machine::SequenceParameters& parameters);
  /// With a fresh key.
  machine::Outcome reserve(const std::string& name, std::int64_t count);
  machine::Outcome reserve_with(const std::string& key, const std::string& name, std::int64_t count);
  machine::Outcome reserve_without_key(const std::string& name, std::int64_t count);
  machine::Outcome get(const std::string& name);
  /// Sends it once, to a node by choice, unchecked, past core/client; no answer in time is TimedOut.
  machine::Outcome ask_directly(node::Ask ask, Duration deadline);
  const ClientPlan& plan() const { return plan_; }
  const Plan& run() const { return clients_->plan(); }
  std::string fresh_key();
  /// A fresh key whose time lies ahead of the client's calendar by so much, or behind it.
  std::string key_at(Duration ahead);
  /// The script was told something that must never be said.
  void blame(const std::string& what) { clients_->blame(number(), what); }

  // -- for Clients --

  void received(RequestId request, node::ClientReply&& reply, bool is_last);
  void failed(RequestId request, Reached reached);

 protected:
  SimTime next_tick() const override;
  void tick() override;

 private:
  void pump();
  void go_on_if_done();
  machine::Outcome die(std::size_t record);
  void end_call(std::size_t record, const machine::Outcome& outcome, std::uint32_t attempts);
  void end_direct(machine::Outcome outcome);
  void send(client::Send&& send);
  Now clock() const;

  ClientPlan plan_;
  Clients<Pawl>* clients_;
  client::Client client_;
  std::int64_t process_;
  /// The attempts of core/client by the requests that carry them.
  std::map<RequestId, client::AttemptId> attempts_;
  /// What the script waits for: the end of a call.
  std::optional<client::CallId> call_;
  std::optional<client::Done> done_;
  /// Of ask_directly: the request that the script waits for, until when, and what came of it.
  std::optional<RequestId> direct_;
  SimTime direct_until_ = kSimNever;
  /// When it dies, unless the call that it waits for ends before.
  SimTime dies_at_ = kSimNever;
  std::optional<machine::Outcome> direct_outcome_;
  Duration wall_off_;
};

}  // namespace pawl::sim
