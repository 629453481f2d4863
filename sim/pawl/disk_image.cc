#include "sim/pawl/disk_image.h"

#include <utility>

#include "core/base/check.h"

namespace pawl::sim {
namespace {
constexpr std::size_t kUnfoldedMax = 8192;
}  // namespace

DiskImage::DiskImage(const Beginning& beginning) : base_(beginning.last()), applied_(beginning.index) {
  hard_.term = beginning.term;
  if (beginning.is_nothing()) return;
  machine::MachineHead head;
  head.next_incarnation = beginning.next_incarnation;
  head.next_order = beginning.next_order;
  rows_.insert_or_assign(machine::HeadRowKey{}, head);
  for (const machine::Sequence& sequence : beginning.sequences)
    rows_.insert_or_assign(machine::SequenceRowKey{sequence.name}, sequence);
}

void DiskImage::apply(node::Persist&& persist) {
  if (persist.log.hard) hard_ = *persist.log.hard;
  if (persist.log.truncate_from) {
    PAWL_CHECK(*persist.log.truncate_from > base_.index);
    while (!log_.empty() && log_.back().index >= *persist.log.truncate_from) log_.pop_back();
  }
  for (raft::Entry& entry : persist.log.append) {
    PAWL_CHECK(entry.index == last().next());
    log_.push_back(std::move(entry));
  }
  if (persist.log.compact_to) {
    while (!log_.empty() && log_.front().index <= persist.log.compact_to->index) {
      base_ = {log_.front().term, log_.front().index};
      log_.pop_front();
    }
  }
  for (machine::RowChange& change : persist.rows) unfolded_.push_back(std::move(change));
  if (unfolded_.size() > kUnfoldedMax) fold_rows();
  applied_ = persist.applied;
  applied_time_ = persist.applied_time;
}

void DiskImage::fold_rows() const {
  for (machine::RowChange& change : unfolded_) {
    if (change.row)
      rows_.insert_or_assign(std::move(change.key), std::move(*change.row));
    else
      rows_.erase(change.key);
  }
  unfolded_.clear();
}

node::Boot DiskImage::boot() const {
  fold_rows();
  node::Boot boot;
  boot.raft.hard = hard_;
  boot.raft.base = base_;
  boot.raft.log.assign(log_.begin(), log_.end());
  boot.raft.applied = applied_;
  boot.applied_time = applied_time_;
  for (const auto& [key, row] : rows_) boot.state.add(row);
  return boot;
}

Term DiskImage::term_at(LogIndex index) const {
  if (index == base_.index) return base_.term;
  if (index < base_.index || index > last()) return Term{0};
  return log_[index.value - base_.index.value - 1].term;
}

}  // namespace pawl::sim
