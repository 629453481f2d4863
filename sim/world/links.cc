#include "sim/world/links.h"

#include <fmt/format.h>

#include "core/base/check.h"

namespace pawl::sim {

Stream& Links::choices(HostId from, HostId to) {
  Stream*& known = streams_[from.value][to.value];
  if (known == nullptr) known = &book_->stream(fmt::format("link.{}-{}", from.value, to.value));
  return *known;
}

void Links::hang_up(HostId gone, HostId peer) {
  Stream& link = choices(gone, peer);
  if (is_cut(gone, peer) || link.chance("net.hang_up_lost", 1'000'000 - plan_.hang_up_ppm)) {
    PAWL_STRIKES("fault.end-of-a-connection-is-not-heard-of");
    return;
  }
  ++counts_.hang_ups;
  queue_->plan_in(draw_delay(link), EventKind::HangUp, static_cast<std::uint8_t>(peer.value),
                  static_cast<std::uint32_t>(gone.value), 0);
}

Duration Links::draw_delay(Stream& link) {
  // Most messages are quick. A few take a detour.
  const Duration delay = microseconds(link.lesser("net.delay", plan_.delay_us, Quiet::Least));
  if (!link.chance("net.straggle", plan_.straggle_ppm)) return delay;
  ++counts_.straggled;
  return delay + link.millis("net.straggle_ms", plan_.straggle_ms, Quiet::Least);
}

void Links::heal(HostId from, HostId to) {
  PAWL_CHECK(is_cut(from, to));
  if (--cuts_[from.value][to.value] != 0) return;
  why_cut_[from.value][to.value] = 0;
  healed(from, to);
}

void Links::mark_drop(HostId from, HostId to) const {
  const auto is_by = [&](Cut why) {
    return (why_cut_[from.value][to.value] & static_cast<std::uint8_t>(why)) != 0;
  };
  PAWL_STRIKES("fault.partition-drops-a-message", is_by(Cut::Partition));
  PAWL_STRIKES("fault.one-way-cut-drops-a-message", is_by(Cut::OneWay));
  PAWL_STRIKES("fault.isolation-of-the-leader-drops-a-message", is_by(Cut::Isolation));
  PAWL_STRIKES("fault.absence-of-a-minority-drops-a-message", is_by(Cut::Absence));
}

void Links::become_perfect() {
  healed_at_ = queue_->now();
  plan_.loss_ppm = 0;
  plan_.duplicate_ppm = 0;
  plan_.straggle_ppm = 0;
  plan_.client_loss_ppm = 0;
}

}  // namespace pawl::sim
