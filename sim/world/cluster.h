#pragma once
// The simulated host: runs the nodes, performs their effects on the simulated network and disks, and does to
// them what the nemesis wants. It owes the nodes nothing that the real host does not owe them.

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/node/node.h"
#include "sim/choice/stream.h"
#include "sim/pawl/oracle/oracles.h"
#include "sim/pawl/phases.h"
#include "sim/run/trace.h"
#include "sim/scenario/plan.h"
#include "sim/world/clock.h"
#include "sim/world/disk.h"
#include "sim/world/event_queue.h"
#include "sim/world/network.h"

namespace pawl::sim {

/// Who hears from the nodes on the clients' behalf.
class ClientSide {
 public:
  virtual ~ClientSide() = default;
  virtual void replied(NodeId node, node::ClientReply&& reply) = 0;
  /// The node died: every connection to it is gone.
  virtual void node_died(NodeId node) = 0;
};

/// A death sentence: the node dies between two effects of the first step that `aim` fits.
struct Doom {
  Aim aim = Aim::Now;
  /// Then it starts again.
  Duration down;
  /// It dies then at the latest.
  SimTime until;
};

struct ClusterCounts {
  std::uint64_t steps = 0;
  std::uint64_t crashes = 0;
  std::uint64_t starts = 0;
  std::uint64_t lost_writes = 0;
  std::uint64_t compactions = 0;
  /// Deaths by aim; those in the middle of a step's effects apart.
  std::array<std::uint64_t, kAimCount> deaths_by_aim{};
  std::uint64_t deaths_between_effects = 0;
};

class Cluster {
 public:
  struct Parts {
    const Plan& plan;
    EventQueue& queue;
    Network& network;
    ChoiceBook& book;
    Oracles& oracles;
    Findings& findings;
    Trace& trace;
  };
  Cluster(const Parts& parts, ClientSide& clients);

  /// Performs an event of kind Deliver, HangUp, Turn, Wake, DiskDone, DiskLazy, Start or Resume.
  void happens(const Event& event);

  /// Feeds an input, now or with the node's next turn. The node must be up.
  void feed(NodeId node, node::Input&& input);
  void start(NodeId node);
  /// Dies now; starts again after `down`, or, if that is below zero, when somebody starts it.
  void kill(NodeId node, Duration down);
  void doom(NodeId node, const Doom& doom);
  /// The node need not die.
  void pardon(NodeId node) { at(node).doom.reset(); }
  void pause(NodeId node, Duration lasts);
  void resume(NodeId node);
  void jump_clock(NodeId node, Duration by);
  Disk& disk(NodeId node) { return at(node).disk; }
  std::uint64_t life(NodeId node) const { return at(node).life; }

  std::uint32_t size() const { return static_cast<std::uint32_t>(hosts_.size()); }
  bool is_up(NodeId node) const { return at(node).node.has_value(); }
  bool is_paused(NodeId node) const { return at(node).is_paused; }
  bool is_doomed(NodeId node) const { return at(node).doom.has_value(); }
  /// The node that leads the newest term; kNobody if none does.
  NodeId leader() const;
  /// Status after the newest step. The node must be up.
  const node::Status& status(NodeId node) const { return at(node).status; }
  const node::Node& machine(NodeId node) const { return *at(node).node; }
  const ClusterCounts& counts() const { return counts_; }

 private:
  struct Host {
    Host(NodeId node_id, const Plan& plan, EventQueue& queue, ChoiceBook& book);
    NodeId id;
    /// Counts the starts; 0 before the first.
    std::uint64_t life = 0;
    Disk disk;
    Stream* choices;
    Stream* clock_choices;
    Stream* core_choices;
    std::optional<node::Node> node;
    node::Status status;
    Clock clock;
    std::vector<node::Input> inbox;
    bool is_turn_planned = false;
    bool is_paused = false;
    /// When the node wants to be woken, and for when the next Wake event is planned.
    SimTime wake_at = kSimNever;
    SimTime wake_planned = kSimNever;
    std::optional<Doom> doom;
  };

  Host& at(NodeId node) { return hosts_[node.value - 1]; }
  const Host& at(NodeId node) const { return hosts_[node.value - 1]; }
  void turn(Host& host);
  void perform(Host& host, node::Effects&& effects);
  void perform_partly_and_die(Host& host, node::Effects&& effects);
  void send(Host& host, node::Envelope&& envelope);
  void plan_wake(Host& host, Instant wake_at);
  void wake(Host& host, SimTime at);
  void die(Host& host, Duration down);
  bool is_fitting(const Host& host, const node::Effects& effects) const;
  void mark_clock(const Host& host, const Now& shown, const node::Effects& effects) const;

  Parts parts_;
  ClientSide* clients_;
  std::deque<Host> hosts_;
  std::vector<const DiskImage*> images_;
  Phases phases_;
  ClusterCounts counts_;
};

}  // namespace pawl::sim
