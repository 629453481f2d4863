#include "sim/world/network.h"

#include <utility>

#include "core/base/check.h"

namespace pawl::sim {

void Network::send(NodeId from, NodeId to, std::vector<node::PeerMessage>&& messages) {
  ++counts_.sent;
  node::FromPeer message{from, std::move(messages)};
  if (is_cut(from, to)) {
    ++counts_.cut;
    if (!choices_->chance("net.hold", plan_.held_ppm)) return;
    ++counts_.held;
    held_.push_back({to, std::move(message)});
    return;
  }
  if (choices_->chance("net.loss", plan_.loss_ppm + burst_ppm_)) {
    ++counts_.lost;
    return;
  }
  if (round_trip_ && choices_->chance("net.wire", plan_.wire_round_trip_ppm)) {
    ++counts_.round_trips;
    message = round_trip_(message);
  }
  if (choices_->chance("net.repeat", plan_.duplicate_ppm)) {
    ++counts_.repeated;
    plan_delivery(to, node::FromPeer(message));
  }
  plan_delivery(to, std::move(message));
}

void Network::hang_up(NodeId gone, NodeId peer) {
  if (is_cut(gone, peer) || !choices_->chance("net.hang_up", plan_.hang_up_ppm)) return;
  ++counts_.hang_ups;
  queue_->plan_in(draw_delay(), EventKind::HangUp, static_cast<std::uint8_t>(peer.value),
                  static_cast<std::uint32_t>(gone.value), 0);
}

Duration Network::draw_delay() {
  // Most messages are quick: the smaller of two draws. A few take a detour.
  const Duration delay =
      std::min(choices_->micros("net.delay", plan_.delay_us), choices_->micros("net.delay", plan_.delay_us));
  if (!choices_->chance("net.straggle", plan_.straggle_ppm)) return delay;
  ++counts_.straggled;
  return delay + choices_->millis("net.straggle_ms", plan_.straggle_ms);
}

void Network::plan_delivery(NodeId to, node::FromPeer&& message) {
  const std::uint32_t slot = store(std::move(message));
  queue_->plan_in(draw_delay(), EventKind::Deliver, static_cast<std::uint8_t>(to.value), slot, 0);
}

std::uint32_t Network::store(node::FromPeer&& message) {
  if (free_.empty()) {
    slots_.push_back({std::move(message), queue_->now()});
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  slots_[slot] = {std::move(message), queue_->now()};
  return slot;
}

node::FromPeer Network::take(std::uint32_t slot) {
  free_.push_back(slot);
  node::FromPeer message = std::move(slots_[slot].message);
  slots_[slot].message.messages.clear();
  const bool has_strayed = slots_[slot].sent < healed_at_ && healed_at_ != kSimNever &&
                           queue_->now() > healed_at_ + microseconds(plan_.delay_us.max);
  if (has_strayed) {
    ++counts_.lost;
    message.messages.clear();
  } else {
    ++counts_.delivered;
  }
  return message;
}

void Network::heal(NodeId from, NodeId to) {
  PAWL_CHECK(is_cut(from, to));
  if (--cuts_[from.value][to.value] != 0) return;
  std::vector<Held> kept;
  for (Held& held : held_) {
    if (held.to == to && held.message.from == from)
      plan_delivery(to, std::move(held.message));
    else
      kept.push_back(std::move(held));
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
