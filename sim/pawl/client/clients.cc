#include "sim/pawl/client/clients.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "sim/pawl/client/scripts.h"
#include "sim/run/strikes.h"

namespace pawl::sim {

Clients::Clients(const Parts& parts)
    : parts_(parts),
      loss_ppm_(parts.plan.network.client_loss_ppm),
      at_node_(parts.plan.nodes + 1),
      live_(parts.plan, parts.findings) {}

void Clients::meet(Cluster& cluster, const Nemesis& nemesis) {
  cluster_ = &cluster;
  nemesis_ = &nemesis;
}

void Clients::begin() {
  std::uint32_t group = 0;
  for (const ClientPlan& plan : parts_.plan.clients) {
    for (std::uint32_t i = 0; i < plan.count; ++i) begin_one(plan, group, script_of(plan.script));
    ++group;
  }
}

std::uint32_t Clients::begin_one(const ClientPlan& plan, std::uint32_t group, Session::Body body) {
  const auto number = static_cast<std::uint32_t>(sessions_.size());
  Stream& choices = parts_.book.stream(fmt::format("client.{}", number));
  // Two keys must not be equal, however quiet the run is.
  choices.vary_quiet("client-key");
  sessions_.push_back(std::make_unique<Session>(Session::Setup{number, group, plan, parts_.plan, choices},
                                                *this, parts_.stacks, std::move(body)));
  wires_.push_back(&parts_.book.stream(fmt::format("wire.{}", number)));
  newest_call_.push_back(0);
  sessions_.back()->begin();
  return number;
}

std::size_t Clients::begin_call(std::uint32_t client, std::int64_t process, node::Ask ask) {
  const std::size_t call = chronicle_.begin(process, std::move(ask), now());
  newest_call_[client] = call;
  live_.began(call, chronicle_.calls()[call]);
  return call;
}

void Clients::end_call(std::size_t call, machine::Outcome outcome, std::uint32_t attempts) {
  chronicle_.end(call, std::move(outcome), attempts, now());
  live_.ended(call, chronicle_.calls()[call]);
}

void Clients::blame(std::uint32_t client, std::string what) {
  parts_.findings.violated(oracle::kAnswers, fmt::format("client {}: {}", client, what));
}

bool Clients::is_done() const {
  return std::all_of(sessions_.begin(), sessions_.end(),
                     [](const auto& session) { return session->is_done(); });
}

void Clients::happens(const Event& event) {
  switch (event.kind) {
    case EventKind::RequestArrives: return request_arrives(event.slot);
    case EventKind::ReplyArrives: return reply_arrives(event.slot);
    case EventKind::ClientTimer: return sessions_[event.slot]->timer(event.tag);
    default: PAWL_CHECK(false && "an event that is none of the clients'");
  }
}

void Clients::plan_timer(std::uint32_t client, SimTime at, std::uint64_t number) {
  parts_.queue.plan(at, EventKind::ClientTimer, 0, client, number);
}

void Clients::send(std::uint32_t client, const client::Send& send) {
  const auto slot = static_cast<std::uint32_t>(attempts_.size());
  Attempt& attempt = attempts_.emplace_back();
  attempt.client = client;
  attempt.id = send.attempt;
  attempt.node = send.endpoint;
  attempt.content = send.content;
  attempt.call = newest_call_[client];
  attempt.flight = parts_.trace.asked(now(), between(attempt), attempt.content);
  if (wire(client).chance("wire.lost", loss_ppm_) || nemesis_->is_hidden(send.endpoint)) {
    PAWL_STRIKES("fault.client-cut-loses-a-request", nemesis_->is_hidden(send.endpoint));
    PAWL_STRIKES("fault.client-request-is-lost", !nemesis_->is_hidden(send.endpoint));
    attempt.state = State::Over;
    parts_.trace.lost(now(), attempt.flight);
    return;
  }
  parts_.queue.plan_in(draw_delay("wire.delay", client), EventKind::RequestArrives,
                       static_cast<std::uint8_t>(attempt.node.value), slot, 0);
}

void Clients::request_arrives(std::uint32_t slot) {
  Attempt& attempt = attempts_[slot];
  parts_.trace.exchanged(now(), attempt.flight);
  if (!cluster_->is_up(attempt.node)) {
    PAWL_STRIKES("fault.client-finds-a-dead-node");
    attempt.state = State::Refused;
    return plan_reply(slot);
  }
  attempt.state = State::AtNode;
  at_node_[attempt.node.value].push_back(slot);
  const bool forwards = sessions_[attempt.client]->chooses_forward();
  cluster_->feed(attempt.node,
                 node::FromClient{ClientRef{slot + 1}, std::move(attempt.content),
                                  forwards ? node::WhenNotLeader::Forward : node::WhenNotLeader::Refuse});
}

void Clients::replied(NodeId node, node::ClientReply&& reply) {
  const auto slot = static_cast<std::uint32_t>(reply.client.value - 1);
  Attempt& attempt = attempts_[slot];
  if (attempt.state != State::AtNode) return;
  attempt.flight = parts_.trace.answered(now(), between(attempt), reply.outcome);
  std::erase(at_node_[node.value], slot);
  if (wire(attempt.client).chance("wire.reply_lost", loss_ppm_) || nemesis_->is_hidden(node)) {
    PAWL_STRIKES("fault.client-cut-loses-an-answer", nemesis_->is_hidden(node));
    PAWL_STRIKES("fault.client-answer-is-lost", !nemesis_->is_hidden(node));
    attempt.state = State::Over;
    parts_.trace.lost(now(), attempt.flight);
    return;
  }
  attempt.state = State::Answered;
  attempt.outcome = std::move(reply.outcome);
  attempt.leader = reply.leader;
  plan_reply(slot);
}

void Clients::node_died(NodeId node) {
  // Most connections are reset; some callers learn nothing.
  for (const std::uint32_t slot : at_node_[node.value]) {
    attempts_[slot].state = State::Broken;
    const bool learns = !wire(attempts_[slot].client).chance("wire.reset_lost", 250'000);
    PAWL_STRIKES("fault.client-learns-that-its-node-died", learns);
    PAWL_STRIKES("fault.client-does-not-learn-that-its-node-died", !learns);
    if (learns) plan_reply(slot);
  }
  at_node_[node.value].clear();
}

void Clients::plan_reply(std::uint32_t slot) {
  parts_.queue.plan_in(draw_delay("wire.reply_delay", attempts_[slot].client), EventKind::ReplyArrives, 0,
                       slot, 0);
}

void Clients::reply_arrives(std::uint32_t slot) {
  Attempt& attempt = attempts_[slot];
  Session& session = *sessions_[attempt.client];
  const State state = std::exchange(attempt.state, State::Over);
  if (session.is_done()) return;
  if (state == State::Refused) return session.transport_failed(attempt.id, client::Sent::No);
  if (state == State::Broken) return session.transport_failed(attempt.id, client::Sent::Maybe);
  PAWL_CHECK(state == State::Answered);
  parts_.trace.exchanged(now(), attempt.flight);
  session.received({attempt.id, std::move(*attempt.outcome),
                    attempt.leader == kNobody ? std::nullopt : std::optional(attempt.leader)});
}

}  // namespace pawl::sim
