#pragma once
// The simulated disk of one host: what is durable, and the writes that are not yet. Writes become durable
// late and in order, several at once; a crash keeps any prefix of those under way and loses the rest. What it
// holds is a value: it can be wiped, copied and exchanged while its host is down.

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "sim/choice/stream.h"
#include "sim/run/strikes.h"
#include "sim/scenario/plan.h"
#include "sim/system/system.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

template <System S>
class Disk {
 public:
  using Image = typename S::Image;

  Disk(const DiskPlan& plan, HostId owner, EventQueue& queue, Stream& choices)
      : plan_(plan), owner_(owner), queue_(&queue), choices_(&choices) {}

  /// Takes a write; plans a DiskDone or DiskLazy event if none is under way. `life` tags the events.
  void write(Write<S>&& write, std::uint64_t life);
  /// At a DiskDone event: what was under way is durable, and the next write begins. Returns the number up to
  /// which everything is durable; nothing if the disk hangs.
  std::optional<std::uint64_t> done(std::uint64_t life);
  /// At a DiskLazy event: the host writes what nobody waits for, if nothing else is under way.
  void lazy(std::uint64_t life);
  /// Takes a look-up; plans a DiskFinds event. It reads what is durable at that moment.
  void look_up(Lookup<S>&& lookup, std::uint64_t life);
  /// At a DiskFinds event.
  std::optional<LookedUp<S>> find(std::uint32_t slot);
  /// The process dies: a chosen prefix of the writes under way is durable, the others never were. Returns how
  /// many were lost.
  std::uint64_t crash();

  const Image& image() const { return image_; }
  /// The folder is another one from now on. Only while the host is down.
  void replace(Image image) { image_ = std::move(image); }
  std::size_t waiting() const { return waiting_.size(); }

  void set_slow(std::int64_t factor) { slow_factor_ = factor; }
  /// While hung nothing becomes durable; writes that were under way finish after unhang().
  void hang() { ++hung_; }
  void unhang(std::uint64_t life);
  bool is_hung() const { return hung_ != 0; }

 private:
  void begin(std::uint64_t life);
  Duration draw_latency();
  void plan(Duration in, EventKind kind, std::uint32_t slot, std::uint64_t life) {
    queue_->plan_in(in, kind, static_cast<std::uint8_t>(owner_.value), slot, life);
  }

  DiskPlan plan_;
  HostId owner_;
  EventQueue* queue_;
  Stream* choices_;
  Image image_;
  std::deque<Write<S>> waiting_;
  /// The first so many of `waiting_` are being written; 0: the disk is idle.
  std::size_t writing_ = 0;
  std::vector<std::optional<Lookup<S>>> lookups_;
  bool is_lazy_planned_ = false;
  bool finished_while_hung_ = false;
  std::int64_t slow_factor_ = 1;
  std::uint32_t hung_ = 0;
};

template <System S>
void Disk<S>::write(Write<S>&& write, std::uint64_t life) {
  const bool is_urgent = write.is_urgent;
  waiting_.push_back(std::move(write));
  if (writing_ != 0) return;
  if (is_urgent) {
    begin(life);
  } else if (!is_lazy_planned_) {
    is_lazy_planned_ = true;
    plan(choices_->millis("disk.lazy", plan_.lazy_ms, Quiet::Least), EventKind::DiskLazy, 0, life);
  }
}

template <System S>
void Disk<S>::begin(std::uint64_t life) {
  // One batch takes what is waiting, sometimes only the first of it.
  writing_ = waiting_.size();
  if (writing_ > 1 && choices_->chance("disk.partial", 500'000))
    writing_ = 1 + choices_->choose("disk.batch", writing_, writing_ - 1);
  PAWL_SOMETIMES("disk.many-writes-are-one-batch", writing_ > 1);
  PAWL_SOMETIMES("disk.batch-leaves-writes-behind", writing_ < waiting_.size());
  plan(draw_latency(), EventKind::DiskDone, 0, life);
}

template <System S>
Duration Disk<S>::draw_latency() {
  const Duration usual = choices_->micros("disk.sync", plan_.sync_us, Quiet::Least);
  const Duration latency = usual * slow_factor_;
  PAWL_STRIKES("fault.slow-disk-delays-a-write", latency > usual);
  if (!choices_->chance("disk.stall", plan_.stall_ppm)) return latency;
  return latency + choices_->millis("disk.stall_ms", plan_.stall_ms, Quiet::Least);
}

template <System S>
std::optional<std::uint64_t> Disk<S>::done(std::uint64_t life) {
  if (hung_ != 0) {
    PAWL_STRIKES("fault.hung-disk-keeps-a-write-waiting", writing_ > 0);
    finished_while_hung_ = true;
    return std::nullopt;
  }
  std::optional<std::uint64_t> durable;
  for (; writing_ > 0; --writing_) {
    durable = waiting_.front().number;
    image_.apply(std::move(waiting_.front().content));
    waiting_.pop_front();
  }
  bool is_urgent = false;
  for (const Write<S>& write : waiting_) is_urgent = is_urgent || write.is_urgent;
  if (is_urgent) begin(life);
  return durable;
}

template <System S>
void Disk<S>::lazy(std::uint64_t life) {
  is_lazy_planned_ = false;
  if (writing_ != 0 || waiting_.empty()) return;
  PAWL_SOMETIMES("disk.writes-what-nobody-waits-for");
  begin(life);
}

template <System S>
void Disk<S>::look_up(Lookup<S>&& lookup, std::uint64_t life) {
  lookups_.push_back(std::move(lookup));
  const auto slot = static_cast<std::uint32_t>(lookups_.size() - 1);
  plan(draw_latency(), EventKind::DiskFinds, slot, life);
}

template <System S>
std::optional<LookedUp<S>> Disk<S>::find(std::uint32_t slot) {
  if constexpr (requires { image_.find(lookups_[slot]->content); }) {
    if (slot >= lookups_.size() || !lookups_[slot]) return std::nullopt;
    LookedUp<S> found{lookups_[slot]->number, image_.find(lookups_[slot]->content)};
    lookups_[slot].reset();
    return found;
  }
  return std::nullopt;
}

template <System S>
void Disk<S>::unhang(std::uint64_t life) {
  if (--hung_ != 0 || !finished_while_hung_) return;
  PAWL_STRIKES("fault.hung-disk-goes-on");
  finished_while_hung_ = false;
  plan(nanoseconds(0), EventKind::DiskDone, 0, life);
}

template <System S>
std::uint64_t Disk<S>::crash() {
  const std::uint64_t kept = choices_->choose("disk.kept", waiting_.size() + 1, waiting_.size());
  for (std::uint64_t i = 0; i < kept; ++i) image_.apply(std::move(waiting_[i].content));
  const std::uint64_t lost = waiting_.size() - kept;
  PAWL_STRIKES("fault.crash-loses-writes", lost > 0);
  PAWL_STRIKES("fault.crash-keeps-writes-that-nobody-was-told-of", kept > 0);
  PAWL_STRIKES("fault.crash-keeps-some-writes-and-loses-others", kept > 0 && lost > 0);
  PAWL_STRIKES("fault.crash-finds-a-hung-disk", finished_while_hung_ && hung_ != 0);
  waiting_.clear();
  lookups_.clear();
  writing_ = 0;
  is_lazy_planned_ = false;
  finished_while_hung_ = false;
  return lost;
}

}  // namespace pawl::sim
