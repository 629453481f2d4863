#pragma once
// One node of the small world: the production core and its disk, as a value. A step is a function: the same
// node and the same input give the same node and the same outcome, so a step that was made once need not be
// made again.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/raft/raft.h"
#include "sim/pawl/explore/bounds.h"
#include "sim/pawl/explore/disk.h"

namespace pawl::sim::explore {

struct Envelope {
  NodeId from;
  NodeId to;
  raft::Message message;
};

/// What can happen to one node.
enum class Act : std::uint8_t {
  Deliver,   ///< A message arrives.
  Sync,      ///< The oldest write becomes durable.
  Beat,      ///< The time of a heartbeat passes.
  Silence,   ///< An election timeout passes; a follower's own timer, which is longer, does not fire.
  Campaign,  ///< The election timer fires.
  Crash,     ///< The node loses what it had not synced, and starts again.
  Propose,
  Read,
  Transfer,
  GiveUp,  ///< The time that a hand-over may take is over.
};

struct Input {
  Act act;
  /// Act::Deliver: what arrives, else null.
  const Envelope* envelope = nullptr;
  /// Act::Propose: the command's number, else 0.
  std::uint8_t command = 0;
};

/// What a step brought to light.
struct Outcome {
  std::vector<Envelope> sent;
  std::optional<raft::ReadTicket> began;
  std::vector<raft::ReadReady> ready;
  /// What was handed out as committed.
  std::vector<raft::Entry> committed;
  /// Writes that became durable at once, after the step, because nothing waits for them or too many wait.
  std::uint8_t synced = 0;
  /// The first promise or fact about this node that was broken, `oracle: what`; empty if none was.
  std::string wrong;
};

/// The n-th command that clients propose, from 1. Immortal, so copies of a log count no references.
std::shared_ptr<const Command> command_of(std::uint8_t number);
/// The command's number; 0 for a leader's no-op.
std::uint8_t number_of(const raft::Entry& entry);

class Node {
 public:
  /// With a fresh disk.
  Node(NodeId self, const Bounds& bounds);

  /// Lets `input` happen. `outcome` is overwritten.
  void step(const Input& input, const Bounds& bounds, Outcome& outcome);

  const raft::Raft& raft() const { return raft_; }
  const Disk& disk() const { return disk_; }
  Instant now() const { return now_; }
  LogIndex applied() const { return applied_; }
  /// Writes that a promise waits for.
  std::size_t unsynced() const;

 private:
  void happen(const Input& input, Outcome& outcome);
  void start();
  void advance(Instant to, Outcome& outcome);
  void take(Outcome& outcome);
  void sync(Outcome& outcome);
  void sync_what_nobody_waits_for(const Bounds& bounds, Outcome& outcome);
  void look(Outcome& outcome);

  Disk disk_;
  Instant now_;
  Instant wake_at_ = kNever;
  PersistSeq seq_;
  LogIndex applied_;
  LogIndex applied_handed_over_;
  raft::Raft raft_;
  raft::Status seen_;
};

/// Failed checks of the core throw from now on, so that a search can report them.
void throw_failed_checks();

}  // namespace pawl::sim::explore
