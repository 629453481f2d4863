#pragma once
// The simulated disk of one node: what is durable, and the writes that are not yet. Writes become durable
// late and in order, several at once; a crash keeps any prefix of those under way and loses the rest.

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "core/node/node.h"
#include "sim/choice/stream.h"
#include "sim/scenario/plan.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

/// What a disk holds durably.
class DiskImage {
 public:
  void apply(node::Persist&& persist);
  /// What a node finds here when it starts.
  node::Boot boot() const;

  const raft::HardState& hard() const { return hard_; }
  LogIndex applied() const { return applied_; }
  raft::LogPosition base() const { return base_; }
  LogIndex last() const { return base_.index.plus(log_.size()); }
  /// The term of the entry at `index`, or of the base; Term{0} if neither is here.
  Term term_at(LogIndex index) const;
  const std::deque<raft::Entry>& log() const { return log_; }

 private:
  void fold_rows() const;

  raft::HardState hard_;
  raft::LogPosition base_;
  std::deque<raft::Entry> log_;
  LogIndex applied_;
  ClusterTime applied_time_;
  /// Row changes wait here until somebody reads: nearly always the next crash is far away.
  mutable std::vector<machine::RowChange> unfolded_;
  mutable std::map<machine::RowKey, machine::Row> rows_;
};

class Disk {
 public:
  Disk(const DiskPlan& plan, NodeId owner, EventQueue& queue, Stream& choices)
      : plan_(plan), owner_(owner), queue_(&queue), choices_(&choices) {}

  /// Takes a write; plans a DiskDone or DiskLazy event if none is under way. `life` tags the events.
  void write(node::Persist&& persist, std::uint64_t life);
  /// At a DiskDone event: what was under way is durable, and the next write begins. Returns the number up to
  /// which everything is durable.
  PersistSeq done(std::uint64_t life);
  /// At a DiskLazy event: the host writes what nobody waits for, if nothing else is under way.
  void lazy(std::uint64_t life);
  /// The node dies: a chosen prefix of the writes under way is durable, the others never were. Returns how
  /// many were lost.
  std::uint64_t crash();

  const DiskImage& image() const { return image_; }
  std::size_t waiting() const { return waiting_.size(); }

  void set_slow(std::int64_t factor) { slow_factor_ = factor; }
  /// While hung nothing becomes durable; writes that were under way finish after unhang().
  void hang() { ++hung_; }
  void unhang(std::uint64_t life);
  bool is_hung() const { return hung_ != 0; }

 private:
  void begin(std::uint64_t life);
  Duration draw_latency();

  DiskPlan plan_;
  NodeId owner_;
  EventQueue* queue_;
  Stream* choices_;
  DiskImage image_;
  std::deque<node::Persist> waiting_;
  /// The first so many of `waiting_` are being written; 0: the disk is idle.
  std::size_t writing_ = 0;
  bool is_lazy_planned_ = false;
  bool finished_while_hung_ = false;
  std::int64_t slow_factor_ = 1;
  std::uint32_t hung_ = 0;
};

}  // namespace pawl::sim
