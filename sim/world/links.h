#pragma once
// The links between hosts, each in one direction: which are cut, what they lose, how long they take. They do
// not know what travels; sim/world/network.h does.

#include <array>
#include <cstdint>

#include "sim/choice/stream.h"
#include "sim/run/strikes.h"
#include "sim/scenario/plan.h"
#include "sim/system/system.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

/// What cuts a link.
enum class Cut : std::uint8_t { Partition = 1, OneWay = 2, Isolation = 4, Absence = 8 };

struct NetworkCounts {
  std::uint64_t sent = 0;
  std::uint64_t delivered = 0;
  std::uint64_t lost = 0;
  std::uint64_t repeated = 0;
  std::uint64_t straggled = 0;
  std::uint64_t cut = 0;
  std::uint64_t held = 0;
  std::uint64_t round_trips = 0;
  std::uint64_t hang_ups = 0;
};

class Links {
 public:
  Links(const NetworkPlan& plan, EventQueue& queue, ChoiceBook& book)
      : plan_(plan), queue_(&queue), book_(&book) {}
  virtual ~Links() = default;

  /// The connection between the two ended from the side of `gone`: plans a HangUp event at `peer`, unless the
  /// word of it is lost, as it is when a machine loses its power or the link is cut.
  void hang_up(HostId gone, HostId peer);

  /// Cuts are counted: a link carries again when everything that cut it is healed.
  void cut(HostId from, HostId to, Cut why) {
    ++cuts_[from.value][to.value];
    why_cut_[from.value][to.value] |= static_cast<std::uint8_t>(why);
  }
  void heal(HostId from, HostId to);
  bool is_cut(HostId from, HostId to) const { return cuts_[from.value][to.value] != 0; }
  void add_loss(std::uint64_t ppm) { burst_ppm_ += ppm; }
  void remove_loss(std::uint64_t ppm) { burst_ppm_ -= ppm; }

  /// From now on nothing is lost, repeated or late; what is under way arrives soon or never. Cuts stay.
  void become_perfect();
  const NetworkCounts& counts() const { return counts_; }

 protected:
  template <class Value>
  using PerLink = std::array<std::array<Value, kHostsMax + 1>, kHostsMax + 1>;

  /// The link carries again.
  virtual void healed(HostId from, HostId to) = 0;

  void mark_drop(HostId from, HostId to) const;

  /// The choices of a link.
  Stream& choices(HostId from, HostId to);
  Duration draw_delay(Stream& choices);

  NetworkPlan plan_;
  EventQueue* queue_;
  std::uint64_t burst_ppm_ = 0;
  SimTime healed_at_ = kSimNever;
  NetworkCounts counts_;

 private:
  ChoiceBook* book_;
  PerLink<std::uint32_t> cuts_{};
  /// All that cut the link since it was whole.
  PerLink<std::uint8_t> why_cut_{};
  PerLink<Stream*> streams_{};
};

}  // namespace pawl::sim
