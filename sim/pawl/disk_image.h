#pragma once
// What the disk of a node of pawl holds durably: term and vote, the log, the rows.

#include <deque>
#include <map>
#include <vector>

#include "core/node/node.h"
#include "sim/pawl/beginning.h"

namespace pawl::sim {

class DiskImage {
 public:
  DiskImage() = default;
  /// What a node has where the cluster begins.
  explicit DiskImage(const Beginning& beginning);

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

}  // namespace pawl::sim
