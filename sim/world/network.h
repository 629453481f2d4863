#pragma once
// The simulated network between nodes. It loses, repeats, delays and reorders messages, and its links are cut
// one direction at a time. A message knows no incarnation: what was sent before a crash may arrive after it.

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/node/effects.h"
#include "sim/choice/stream.h"
#include "sim/run/trace.h"
#include "sim/scenario/plan.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

/// Nodes of one run, at most; they are numbered from 1.
inline constexpr std::uint32_t kNodesMax = 9;

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

class Network {
 public:
  /// What happens to a message that is chosen to travel as bytes; returns what comes out at the other end.
  using RoundTrip = std::function<node::FromPeer(const node::FromPeer&)>;

  Network(const NetworkPlan& plan, EventQueue& queue, ChoiceBook& book, Trace& trace)
      : plan_(plan), queue_(&queue), book_(&book), trace_(&trace) {}

  void set_round_trip(RoundTrip round_trip) { round_trip_ = std::move(round_trip); }

  /// Plans zero, one or two Deliver events for the message.
  void send(NodeId from, NodeId to, std::vector<node::PeerMessage>&& messages);
  /// Takes the message of a Deliver event out of its slot. It is empty if the network was healed meanwhile
  /// and lost what strayed about too long.
  node::FromPeer take(std::uint32_t slot);

  /// The node begins a life: what is under way from it or to it belongs to an earlier one.
  void begins(NodeId node) { begun_[node.value] = counts_.sent; }

  /// The connection between the two ended from the side of `gone`: plans a HangUp event at `peer`, unless the
  /// word of it is lost, as it is when a machine loses its power or the link is cut.
  void hang_up(NodeId gone, NodeId peer);

  /// Cuts are counted: a link carries again when everything that cut it is healed.
  void cut(NodeId from, NodeId to) { ++cuts_[from.value][to.value]; }
  void heal(NodeId from, NodeId to);
  bool is_cut(NodeId from, NodeId to) const { return cuts_[from.value][to.value] != 0; }
  void add_loss(std::uint64_t ppm) { burst_ppm_ += ppm; }
  void remove_loss(std::uint64_t ppm) { burst_ppm_ -= ppm; }

  /// From now on nothing is lost, repeated or late; what is under way arrives soon or never.
  void become_perfect();
  const NetworkCounts& counts() const { return counts_; }

 private:
  /// A message on its way; the trace knows it by the number of its flight.
  struct Slot {
    NodeId to;
    node::FromPeer message;
    SimTime sent;
    std::uint64_t flight = 0;
    /// Messages are numbered as they are sent; of a repeated one each copy has its number.
    std::uint64_t number = 0;
    bool is_copy = false;
    bool straggles = false;
  };
  /// The choices of a link in one direction.
  Stream& link(NodeId from, NodeId to);
  Duration draw_delay(Stream& choices);
  void plan_delivery(Slot&& slot);
  void mark_arrival(const Slot& slot);
  std::uint32_t store(Slot&& slot);

  NetworkPlan plan_;
  EventQueue* queue_;
  ChoiceBook* book_;
  Trace* trace_;
  RoundTrip round_trip_;
  std::array<std::array<std::uint32_t, kNodesMax + 1>, kNodesMax + 1> cuts_{};
  std::array<std::array<Stream*, kNodesMax + 1>, kNodesMax + 1> links_{};
  /// The number of the newest message that arrived on a link, and that was sent when a node began its life.
  std::array<std::array<std::uint64_t, kNodesMax + 1>, kNodesMax + 1> arrived_{};
  std::array<std::uint64_t, kNodesMax + 1> begun_{};
  std::uint64_t burst_ppm_ = 0;
  std::vector<Slot> slots_;
  SimTime healed_at_ = kSimNever;
  std::vector<std::uint32_t> free_;
  std::vector<Slot> held_;
  NetworkCounts counts_;
};

}  // namespace pawl::sim
