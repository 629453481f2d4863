#pragma once
// A client for systems that have none of their own: it asks one host and waits for the reply, for so long.
// Retries and redirects are its script's business.

#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <optional>
#include <utility>

#include "sim/client/clients.h"
#include "sim/client/session.h"

namespace pawl::sim {

/// Why a call has no reply.
enum class NoReply : std::uint8_t {
  Unreached,  ///< it never reached its host
  Lost,       ///< the connection broke; it may have reached its host
  TooLate,    ///< nothing came in time; it may have reached its host, or may yet
};

template <class S>
class PlainSession : public Session {
 public:
  using Body = std::function<void(typename S::Session&)>;
  using Request = typename S::Request;
  using Reply = typename S::Reply;

  PlainSession(const Setup& setup, const typename S::ClientPlan& plan, Clients<S>& clients, Body body)
      : Session(setup), plan_(plan), clients_(&clients) {
    set_script([this, script = std::move(body)] { script(static_cast<typename S::Session&>(*this)); });
  }

  // -- for scripts --

  /// Asks `host` and waits for the first reply, at most so long.
  std::expected<Reply, NoReply> call(HostId host, Request request, Duration patience) {
    replies_.clear();
    waits_for_ = clients_->send(number(), host, std::move(request));
    return next(patience);
  }
  /// Waits for the next reply to the newest call.
  std::expected<Reply, NoReply> next(Duration patience) {
    gives_up_at_ = now() + patience;
    plan_timer();
    while (replies_.empty() && !failure_) wait();
    gives_up_at_ = kSimNever;
    if (replies_.empty()) return std::unexpected(*std::exchange(failure_, std::nullopt));
    Reply reply = std::move(replies_.front());
    replies_.pop_front();
    return reply;
  }
  /// What the client wants begins, and ends with a reply, for its history; it may take several calls to
  /// hosts.
  std::size_t begins(const Request& request) {
    const std::size_t call = history().begin(number(), request, now());
    begins_call(call);
    return call;
  }
  void ends(std::size_t call, const Reply& reply) { history().end(call, reply, now()); }

  const typename S::ClientPlan& plan() const { return plan_; }
  const typename S::Plan& run() const { return clients_->plan(); }
  typename S::History& history() { return clients_->history(); }
  /// This client was told something that must never be said.
  void blame(const std::string& what) { clients_->blame(number(), what); }

  // -- for Clients --

  void received(RequestId request, Reply&& reply, bool) {
    if (request != waits_for_) return;
    replies_.push_back(std::move(reply));
    if (gives_up_at_ != kSimNever) go_on();
  }
  void failed(RequestId request, Reached reached) {
    if (request == waits_for_) fail(reached == Reached::No ? NoReply::Unreached : NoReply::Lost);
  }

 protected:
  SimTime next_tick() const override { return gives_up_at_; }
  void tick() override {
    if (gives_up_at_ == kSimNever || now() < gives_up_at_) return plan_timer();
    clients_->give_up(waits_for_);
    fail(NoReply::TooLate);
  }

 private:
  void fail(NoReply failure) {
    if (gives_up_at_ == kSimNever) return;
    failure_ = failure;
    waits_for_ = {};
    go_on();
  }

  typename S::ClientPlan plan_;
  Clients<S>* clients_;
  RequestId waits_for_;
  std::deque<Reply> replies_;
  std::optional<NoReply> failure_;
  SimTime gives_up_at_ = kSimNever;
};

}  // namespace pawl::sim
