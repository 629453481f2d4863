#include "sim/world/network.h"

#include <fmt/format.h>

#include <utility>

#include "core/base/check.h"
#include "sim/run/strikes.h"

namespace pawl::sim {

void Network::send(NodeId from, NodeId to, std::vector<node::PeerMessage>&& messages) {
  ++counts_.sent;
  const std::uint64_t flight = trace_->sent(queue_->now(), from, to, messages);
  Stream& choices = link(from, to);
  Slot slot{to, {from, std::move(messages)}, queue_->now(), flight, counts_.sent};
  if (is_cut(from, to)) {
    ++counts_.cut;
    if (!choices.chance("net.hold", plan_.held_ppm)) {
      PAWL_STRIKES("fault.cut-drops-a-message");
      return trace_->lost(queue_->now(), flight);
    }
    ++counts_.held;
    PAWL_STRIKES("fault.cut-holds-a-message-back");
    held_.push_back(std::move(slot));
    return;
  }
  if (choices.chance("net.loss", plan_.loss_ppm + burst_ppm_)) {
    ++counts_.lost;
    PAWL_STRIKES("fault.message-is-lost");
    PAWL_STRIKES("fault.burst-loses-a-message", plan_.loss_ppm == 0);
    return trace_->lost(queue_->now(), flight);
  }
  if (round_trip_ && choices.chance("net.wire", plan_.wire_round_trip_ppm)) {
    ++counts_.round_trips;
    slot.message = round_trip_(slot.message);
  }
  if (choices.chance("net.repeat", plan_.duplicate_ppm)) {
    ++counts_.repeated;
    Slot copy(slot);
    copy.is_copy = true;
    plan_delivery(std::move(copy));
  }
  plan_delivery(std::move(slot));
}

void Network::hang_up(NodeId gone, NodeId peer) {
  if (is_cut(gone, peer) || link(gone, peer).chance("net.hang_up_lost", 1'000'000 - plan_.hang_up_ppm)) {
    PAWL_STRIKES("fault.end-of-a-connection-is-not-heard-of");
    return;
  }
  ++counts_.hang_ups;
  queue_->plan_in(draw_delay(link(gone, peer)), EventKind::HangUp, static_cast<std::uint8_t>(peer.value),
                  static_cast<std::uint32_t>(gone.value), 0);
}

Stream& Network::link(NodeId from, NodeId to) {
  Stream*& known = links_[from.value][to.value];
  if (known == nullptr) known = &book_->stream(fmt::format("link.{}-{}", from.value, to.value));
  return *known;
}

Duration Network::draw_delay(Stream& choices) {
  // Most messages are quick: the smaller of two draws. A few take a detour.
  const Duration one = choices.micros("net.delay", plan_.delay_us, Quiet::Least);
  const Duration other = choices.micros("net.delay", plan_.delay_us, Quiet::Least);
  const Duration delay = std::min(one, other);
  if (!choices.chance("net.straggle", plan_.straggle_ppm)) return delay;
  ++counts_.straggled;
  return delay + choices.millis("net.straggle_ms", plan_.straggle_ms, Quiet::Least);
}

void Network::plan_delivery(Slot&& slot) {
  const auto node = static_cast<std::uint8_t>(slot.to.value);
  Stream& choices = link(slot.message.from, slot.to);
  slot.sent = queue_->now();
  const Duration delay = draw_delay(choices);
  slot.straggles = delay > microseconds(plan_.delay_us.max);
  const std::uint32_t place = store(std::move(slot));
  queue_->plan_in(delay, EventKind::Deliver, node, place, 0);
}

std::uint32_t Network::store(Slot&& slot) {
  if (free_.empty()) {
    slots_.push_back(std::move(slot));
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  slots_[place] = std::move(slot);
  return place;
}

node::FromPeer Network::take(std::uint32_t place) {
  free_.push_back(place);
  Slot& slot = slots_[place];
  node::FromPeer message = std::move(slot.message);
  slot.message.messages.clear();
  const bool has_strayed = slot.sent < healed_at_ && healed_at_ != kSimNever &&
                           queue_->now() > healed_at_ + microseconds(plan_.delay_us.max);
  if (has_strayed) {
    ++counts_.lost;
    message.messages.clear();
    trace_->lost(queue_->now(), slot.flight);
  } else {
    ++counts_.delivered;
    mark_arrival(slot);
    trace_->arrived(queue_->now(), slot.to, message.from, slot.flight);
  }
  return message;
}

void Network::mark_arrival(const Slot& slot) {
  std::uint64_t& newest = arrived_[slot.message.from.value][slot.to.value];
  const bool is_overtaken = slot.number < newest;
  PAWL_STRIKES("fault.repeated-message-arrives-again", slot.is_copy && slot.number == newest);
  newest = std::max(newest, slot.number);
  PAWL_STRIKES("fault.message-is-overtaken", is_overtaken);
  PAWL_STRIKES("fault.straggler-is-overtaken", is_overtaken && slot.straggles);
  PAWL_STRIKES("fault.message-of-an-earlier-life-arrives", slot.number <= begun_[slot.message.from.value]);
  PAWL_STRIKES("fault.message-to-an-earlier-life-arrives", slot.number <= begun_[slot.to.value]);
}

void Network::heal(NodeId from, NodeId to) {
  PAWL_CHECK(is_cut(from, to));
  if (--cuts_[from.value][to.value] != 0) return;
  std::vector<Slot> kept;
  for (Slot& held : held_) {
    if (held.to == to && held.message.from == from) {
      PAWL_STRIKES("fault.message-held-back-goes-on");
      plan_delivery(std::move(held));
    } else {
      kept.push_back(std::move(held));
    }
  }
  held_ = std::move(kept);
}

void Network::become_perfect() {
  healed_at_ = queue_->now();
  plan_.loss_ppm = 0;
  plan_.duplicate_ppm = 0;
  plan_.straggle_ppm = 0;
  plan_.client_loss_ppm = 0;
}

}  // namespace pawl::sim
