#pragma once
// The simulated network between hosts. It loses, repeats, delays and reorders messages, and its links are cut
// one direction at a time. A message knows no life: what was sent before a crash may arrive after it.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/run/strikes.h"
#include "sim/run/trace.h"
#include "sim/world/links.h"

namespace pawl::sim {

template <System S>
class Network final : public Links {
 public:
  using Message = typename S::Message;

  Network(const NetworkPlan& plan, EventQueue& queue, ChoiceBook& book, Trace& trace)
      : Links(plan, queue, book), trace_(&trace) {}

  /// The host begins a life: what is under way from it or to it belongs to an earlier one.
  void begins(HostId host) { begun_[host.value] = counts_.sent; }
  /// Plans zero, one or two Deliver events for the message.
  void send(HostId from, Send<S>&& sent);
  /// Takes the message of a Deliver event out of its slot; nothing if the network was healed meanwhile and
  /// lost what strayed about too long.
  std::optional<Received<S>> take(std::uint32_t slot);
  /// Of the messages on their way and of those held back.
  Digest digest() const;

 private:
  /// A message on its way; the trace knows it by the number of its flight.
  struct Slot {
    HostId from;
    HostId to;
    Message message;
    SimTime sent;
    std::uint64_t flight = 0;
    /// Messages are numbered as they are sent; of a repeated one each copy has its number.
    std::uint64_t number = 0;
    bool is_copy = false;
    bool was_held = false;
    bool straggles = false;
  };

  void healed(HostId from, HostId to) override;
  void plan_delivery(Slot&& slot);
  void mark_arrival(const Slot& slot);
  static void add(const Slot& slot, Hasher& hasher);
  std::uint32_t store(Slot&& slot);
  void lost(const Slot& slot) { trace_->lost(queue_->now(), slot.flight); }

  Trace* trace_;
  /// The number of the newest message that arrived on a link, and that was sent when a host began its life.
  PerLink<std::uint64_t> arrived_{};
  std::array<std::uint64_t, kHostsMax + 1> begun_{};
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<Slot> held_;
};

template <System S>
void Network<S>::send(HostId from, Send<S>&& sent) {
  ++counts_.sent;
  const HostId to = sent.to;
  const std::uint64_t flight = S::tell_sent(*trace_, queue_->now(), from, to, sent.message);
  Stream& link = choices(from, to);
  Slot slot{from, to, std::move(sent.message), queue_->now(), flight, counts_.sent};
  if (is_cut(from, to)) {
    ++counts_.cut;
    if (!link.chance("net.hold", plan_.held_ppm)) {
      mark_drop(from, to);
      return lost(slot);
    }
    ++counts_.held;
    PAWL_STRIKES("fault.cut-holds-a-message-back");
    held_.push_back(std::move(slot));
    return;
  }
  const bool is_lost = link.chance("net.loss", plan_.loss_ppm);
  if (is_lost || link.chance("net.burst", burst_ppm_)) {
    ++counts_.lost;
    PAWL_STRIKES("fault.message-is-lost", is_lost);
    PAWL_STRIKES("fault.burst-loses-a-message", !is_lost);
    return lost(slot);
  }
  if constexpr (requires { S::over_the_wire(from, to, slot.message); }) {
    if (link.chance("net.wire", plan_.wire_round_trip_ppm)) {
      ++counts_.round_trips;
      slot.message = S::over_the_wire(from, to, slot.message);
    }
  }
  if (link.chance("net.repeat", plan_.duplicate_ppm)) {
    ++counts_.repeated;
    Slot copy(slot);
    copy.is_copy = true;
    plan_delivery(std::move(copy));
  }
  plan_delivery(std::move(slot));
}

template <System S>
void Network<S>::plan_delivery(Slot&& slot) {
  const auto to = static_cast<std::uint8_t>(slot.to.value);
  Stream& link = choices(slot.from, slot.to);
  slot.sent = queue_->now();
  const Duration delay = draw_delay(link);
  slot.straggles = delay > microseconds(plan_.delay_us.max);
  const std::uint32_t place = store(std::move(slot));
  queue_->plan_in(delay, EventKind::Deliver, to, place, 0);
}

template <System S>
std::uint32_t Network<S>::store(Slot&& slot) {
  if (free_.empty()) {
    slots_.push_back(std::move(slot));
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  slots_[place] = std::move(slot);
  return place;
}

template <System S>
std::optional<Received<S>> Network<S>::take(std::uint32_t place) {
  free_.push_back(place);
  Slot& slot = slots_[place];
  std::optional<Received<S>> received(std::in_place, slot.from, std::move(slot.message));
  const bool has_strayed = slot.sent < healed_at_ && healed_at_ != kSimNever &&
                           queue_->now() > healed_at_ + microseconds(plan_.delay_us.max);
  if (has_strayed) {
    ++counts_.lost;
    lost(slot);
    received.reset();
  } else {
    ++counts_.delivered;
    mark_arrival(slot);
    trace_->arrived(queue_->now(), slot.to, slot.from, slot.flight);
  }
  return received;
}

template <System S>
void Network<S>::add(const Slot& slot, Hasher& hasher) {
  hasher.add(slot.from.value << 8U | slot.to.value).add(slot.number).add(slot.sent.ns);
  if constexpr (requires { S::fingerprint(slot.message); }) {
    const Digest said = S::fingerprint(slot.message);
    hasher.add(said.low).add(said.high);
  }
}

template <System S>
Digest Network<S>::digest() const {
  std::vector<bool> is_free(slots_.size());
  for (const std::uint32_t place : free_) is_free[place] = true;
  Hasher hasher;
  for (std::size_t place = 0; place < slots_.size(); ++place)
    if (!is_free[place]) add(slots_[place], hasher);
  for (const Slot& held : held_) add(held, hasher);
  return hasher.finish();
}

template <System S>
void Network<S>::mark_arrival(const Slot& slot) {
  std::uint64_t& newest = arrived_[slot.from.value][slot.to.value];
  const bool is_overtaken = slot.number < newest;
  PAWL_STRIKES("fault.repeated-message-arrives-again", slot.is_copy && slot.number == newest);
  newest = std::max(newest, slot.number);
  PAWL_STRIKES("fault.message-held-back-arrives", slot.was_held);
  PAWL_STRIKES("fault.message-is-overtaken", is_overtaken);
  PAWL_STRIKES("fault.straggler-is-overtaken", is_overtaken && slot.straggles);
  PAWL_STRIKES("fault.message-of-an-earlier-life-arrives", slot.number <= begun_[slot.from.value]);
  PAWL_STRIKES("fault.message-to-an-earlier-life-arrives", slot.number <= begun_[slot.to.value]);
}

template <System S>
void Network<S>::healed(HostId from, HostId to) {
  std::vector<Slot> kept;
  for (Slot& held : held_) {
    if (held.to == to && held.from == from) {
      held.was_held = true;
      plan_delivery(std::move(held));
    } else {
      kept.push_back(std::move(held));
    }
  }
  held_ = std::move(kept);
}

}  // namespace pawl::sim
