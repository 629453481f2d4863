#pragma once
// The clients of a run, and the connections over which their requests travel to the hosts and the replies
// back. A request may get no reply, one, or many; a connection may break, and its client may learn of it or
// not.

#include <fmt/format.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "sim/choice/stream.h"
#include "sim/client/fiber.h"
#include "sim/client/session.h"
#include "sim/oracle/findings.h"
#include "sim/run/strikes.h"
#include "sim/run/trace.h"
#include "sim/system/system.h"
#include "sim/world/hosts.h"
#include "sim/world/nemesis.h"

namespace pawl::sim {

/// Whether a request whose connection failed can have reached its host.
enum class Reached : std::uint8_t { No, Maybe };

template <System S>
class Clients final : public ClientSide<S> {
 public:
  using Request = typename S::Request;
  using Reply = typename S::Reply;
  using ClientSession = typename S::Session;
  struct Parts {
    const typename S::Plan& plan;
    EventQueue& queue;
    ChoiceBook& book;
    Trace& trace;
    Findings& findings;
    const StackPool& stacks;
    typename S::History& history;
    typename S::Oracles& oracles;
  };
  explicit Clients(const Parts& parts)
      : parts_(parts),
        loss_ppm_(parts.plan.network.client_loss_ppm),
        straggle_ppm_(parts.plan.network.client_straggle_ppm),
        repeat_ppm_(parts.plan.network.client_duplicate_ppm),
        at_host_(kHostsMax + 1) {}
  /// The other half of the wiring: clients and hosts know each other.
  void meet(Hosts<S>& hosts, const Nemesis& nemesis) {
    hosts_ = &hosts;
    nemesis_ = &nemesis;
  }

  /// The plan's clients begin.
  void begin();
  /// One more client that runs `body`; returns its number.
  std::uint32_t begin_one(const typename S::ClientPlan& plan, std::uint32_t group,
                          typename ClientSession::Body body);
  /// From now on scripts come to their end: goes_on() is false.
  void stop() { is_stopped_ = true; }
  /// From now on nothing of clients is lost.
  void become_perfect() {
    loss_ppm_ = 0;
    straggle_ppm_ = 0;
    repeat_ppm_ = 0;
  }
  bool is_done() const;
  bool is_done(std::uint32_t client) const { return sessions_[client]->is_done(); }

  /// Performs an event of kind RequestArrives, GiveUpArrives, ReplyArrives or ClientTimer.
  void happens(const Event& event);

  void replied(HostId host, Answer<S>&& answer) override;
  void host_died(HostId host) override;

  // -- for sessions --

  /// Sends a request to a host. What becomes of it, the session's received() and failed() are told, or nobody
  /// is.
  RequestId send(std::uint32_t client, HostId to, Request&& content);
  /// The client waits no longer; the host may learn of it.
  void give_up(RequestId request);
  /// A script was told something that must never be said.
  void blame(std::uint32_t client, const std::string& what) {
    parts_.findings.violated(oracle::kAnswers, fmt::format("client {}: {}", client, what));
  }
  typename S::History& history() { return parts_.history; }
  const typename S::Plan& plan() const { return parts_.plan; }
  Trace& trace() { return parts_.trace; }

 private:
  enum class State : std::uint8_t { Travelling, AtHost, Over };
  struct Attempt {
    std::uint32_t client = 0;
    HostId host;
    State state = State::Travelling;
    /// The call that it belongs to, and the message that is under way for it.
    std::int64_t call = Story::kNoCall;
    std::uint64_t flight = 0;
    std::optional<Request> content;
    bool straggles = false;
    bool is_copy = false;
    /// The life of the host that it was sent to.
    std::uint64_t life = 0;
  };
  /// Something on its way back to a client: a reply, or word that the connection failed.
  struct Word {
    RequestId request;
    std::optional<Reply> reply;
    Reached reached = Reached::No;
    bool is_last = true;
    std::uint64_t flight = 0;
  };

  SimTime now() const { return parts_.queue.now(); }
  /// A client's number is nobody's in this run.
  void leave_out() {
    sessions_.emplace_back();
    wires_.push_back(nullptr);
  }
  Attempt& at(RequestId request) { return attempts_[request.value - 1]; }
  void send_copy(const Attempt& first, const Request& content);
  Duration draw_detour(std::uint32_t client) {
    return wire(client).millis("wire.straggle_ms", parts_.plan.network.straggle_ms, Quiet::Least);
  }
  void request_arrives(RequestId request);
  void give_up_arrives(RequestId request);
  void word_arrives(std::uint32_t slot);
  void send_back(Word&& word);
  Trace::Between between(const Attempt& attempt) const {
    return {.client = attempt.client, .call = attempt.call, .host = attempt.host};
  }
  /// The choices of the client's connections.
  Stream& wire(std::uint32_t client) { return *wires_[client]; }
  Duration draw_delay(const char* label, std::uint32_t client) {
    return wire(client).micros(label, parts_.plan.network.delay_us, Quiet::Least);
  }
  void plan(Duration in, EventKind kind, RequestId request) {
    parts_.queue.plan_in(in, kind, static_cast<std::uint8_t>(at(request).host.value), 0, request.value);
  }

  Parts parts_;
  Hosts<S>* hosts_ = nullptr;
  const Nemesis* nemesis_ = nullptr;
  std::uint64_t loss_ppm_;
  std::uint64_t straggle_ppm_;
  std::uint64_t repeat_ppm_;
  bool is_stopped_ = false;
  /// By the number of the client; nothing where one was left out.
  std::vector<Stream*> wires_;
  std::vector<std::unique_ptr<ClientSession>> sessions_;
  std::deque<Attempt> attempts_;
  std::deque<Word> words_;
  std::vector<std::uint32_t> free_words_;
  /// The attempts that wait at each host.
  std::vector<std::vector<RequestId>> at_host_;
};

template <System S>
void Clients<S>::begin() {
  std::uint32_t group = 0;
  for (const auto& plan : parts_.plan.clients) {
    for (std::uint32_t i = 0; i < plan.count; ++i) begin_one(plan, group, S::script(plan));
    for (std::uint32_t i = plan.count; i < plan.places; ++i) leave_out();
    ++group;
  }
}

template <System S>
std::uint32_t Clients<S>::begin_one(const typename S::ClientPlan& plan, std::uint32_t group,
                                    typename ClientSession::Body body) {
  const auto number = static_cast<std::uint32_t>(sessions_.size());
  Stream& choices = parts_.book.stream(fmt::format("client.{}", number));
  wires_.push_back(&parts_.book.stream(fmt::format("wire.{}", number)));
  const Session::Setup setup{.number = number,
                             .group = group,
                             .think_us = plan.think_us,
                             .choices = choices,
                             .queue = parts_.queue,
                             .stacks = parts_.stacks,
                             .is_stopped = is_stopped_};
  sessions_.push_back(std::make_unique<ClientSession>(setup, plan, *this, std::move(body)));
  sessions_.back()->begin();
  return number;
}

template <System S>
bool Clients<S>::is_done() const {
  for (const auto& session : sessions_)
    if (session && !session->is_done()) return false;
  return true;
}

template <System S>
void Clients<S>::happens(const Event& event) {
  switch (event.kind) {
    case EventKind::RequestArrives: return request_arrives(RequestId{event.tag});
    case EventKind::GiveUpArrives: return give_up_arrives(RequestId{event.tag});
    case EventKind::ReplyArrives: return word_arrives(event.slot);
    case EventKind::ClientTimer: return sessions_[event.slot]->timer(event.tag);
    default: PAWL_CHECK(false && "an event that is none of the clients'");
  }
}

template <System S>
RequestId Clients<S>::send(std::uint32_t client, HostId to, Request&& content) {
  const RequestId request{attempts_.size() + 1};
  Attempt& attempt = attempts_.emplace_back();
  attempt.client = client;
  attempt.host = to;
  attempt.life = hosts_->life(to);
  attempt.call = sessions_[client]->newest_call();
  attempt.flight = parts_.trace.asked(now(), between(attempt), [&] { return S::words_of(content); });
  const bool is_hidden = nemesis_->is_hidden(to);
  if (wire(client).chance("wire.lost", loss_ppm_) || is_hidden) {
    PAWL_STRIKES("fault.client-cut-loses-a-request", is_hidden);
    PAWL_STRIKES("fault.client-request-is-lost", !is_hidden);
    attempt.state = State::Over;
    parts_.trace.lost(now(), attempt.flight);
    return request;
  }
  if constexpr (requires { S::may_come_twice(content); })
    if (S::may_come_twice(content) && wire(client).chance("wire.repeat", repeat_ppm_))
      send_copy(attempt, content);
  attempt.content = std::move(content);
  Duration delay = draw_delay("wire.delay", client);
  if (wire(client).chance("wire.straggle", straggle_ppm_)) {
    delay = delay + draw_detour(client);
    attempt.straggles = true;
  }
  plan(delay, EventKind::RequestArrives, request);
  return request;
}

/// The request arrives once more, and late. Nobody waits for what it is told.
template <System S>
void Clients<S>::send_copy(const Attempt& first, const Request& content) {
  const RequestId request{attempts_.size() + 1};
  Attempt& attempt = attempts_.emplace_back();
  attempt.client = first.client;
  attempt.host = first.host;
  attempt.life = first.life;
  attempt.call = first.call;
  attempt.flight = first.flight;
  attempt.content = content;
  attempt.straggles = true;
  attempt.is_copy = true;
  const Duration delay = draw_delay("wire.delay", first.client);
  plan(delay + draw_detour(first.client), EventKind::RequestArrives, request);
}

template <System S>
void Clients<S>::request_arrives(RequestId request) {
  Attempt& attempt = at(request);
  if (attempt.state != State::Travelling) return;
  parts_.trace.exchanged(now(), attempt.flight);
  if (!hosts_->is_up(attempt.host)) {
    attempt.state = State::Over;
    PAWL_STRIKES("fault.client-finds-a-dead-node");
    return send_back({request, std::nullopt, Reached::No});
  }
  PAWL_SOMETIMES("client.request-that-straggles-arrives", attempt.straggles && !attempt.is_copy);
  PAWL_SOMETIMES("client.request-arrives-again", attempt.is_copy);
  PAWL_SOMETIMES("client.request-to-an-earlier-life-arrives",
                 attempt.straggles && attempt.life != hosts_->life(attempt.host));
  attempt.state = State::AtHost;
  at_host_[attempt.host.value].push_back(request);
  parts_.oracles.asked(attempt.host, request, *attempt.content);
  Requested<S> asked{request, std::move(*attempt.content)};
  attempt.content.reset();
  hosts_->feed(attempt.host, std::move(asked));
}

template <System S>
void Clients<S>::replied(HostId host, Answer<S>&& answer) {
  Attempt& attempt = at(answer.request);
  if (attempt.state != State::AtHost || attempt.host != host) return;
  const std::uint64_t flight =
      parts_.trace.answered(now(), between(attempt), [&] { return S::words_of(answer.reply); });
  parts_.oracles.answered(host, answer);
  if (answer.is_last) {
    attempt.state = State::Over;
    std::erase(at_host_[host.value], answer.request);
  }
  if (wire(attempt.client).chance("wire.reply_lost", loss_ppm_) || nemesis_->is_hidden(host)) {
    PAWL_STRIKES("fault.client-cut-loses-an-answer", nemesis_->is_hidden(host));
    PAWL_STRIKES("fault.client-answer-is-lost", !nemesis_->is_hidden(host));
    parts_.trace.lost(now(), flight);
    return;
  }
  send_back({answer.request, std::move(answer.reply), Reached::Maybe, answer.is_last, flight});
}

template <System S>
void Clients<S>::host_died(HostId host) {
  // Most connections are reset; some callers learn nothing.
  for (const RequestId request : at_host_[host.value]) {
    Attempt& attempt = at(request);
    attempt.state = State::Over;
    const bool learns = !wire(attempt.client).chance("wire.reset_lost", 250'000);
    PAWL_STRIKES("fault.client-learns-that-its-node-died", learns);
    PAWL_STRIKES("fault.client-does-not-learn-that-its-node-died", !learns);
    if (learns) send_back({request, std::nullopt, Reached::Maybe});
  }
  at_host_[host.value].clear();
}

template <System S>
void Clients<S>::give_up(RequestId request) {
  Attempt& attempt = at(request);
  if (attempt.state == State::Over || nemesis_->is_hidden(attempt.host)) return;
  plan(draw_delay("wire.give_up_delay", attempt.client), EventKind::GiveUpArrives, request);
}

template <System S>
void Clients<S>::give_up_arrives(RequestId request) {
  Attempt& attempt = at(request);
  const bool is_waiting = attempt.state == State::AtHost;
  attempt.state = State::Over;
  if (!is_waiting) return;
  std::erase(at_host_[attempt.host.value], request);
  hosts_->feed(attempt.host, GaveUp{request});
}

template <System S>
void Clients<S>::send_back(Word&& word) {
  const std::uint32_t client = at(word.request).client;
  std::uint32_t slot = 0;
  if (free_words_.empty()) {
    slot = static_cast<std::uint32_t>(words_.size());
    words_.push_back(std::move(word));
  } else {
    slot = free_words_.back();
    free_words_.pop_back();
    words_[slot] = std::move(word);
  }
  parts_.queue.plan_in(draw_delay("wire.reply_delay", client), EventKind::ReplyArrives, 0, slot, 0);
}

template <System S>
void Clients<S>::word_arrives(std::uint32_t slot) {
  Word word = std::move(words_[slot]);
  free_words_.push_back(slot);
  ClientSession& session = *sessions_[at(word.request).client];
  if (session.is_done()) return;
  if (!word.reply) return session.failed(word.request, word.reached);
  parts_.trace.exchanged(now(), word.flight);
  session.received(word.request, std::move(*word.reply), word.is_last);
}

}  // namespace pawl::sim
