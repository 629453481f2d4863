#include "sim/world/disk.h"

#include <utility>

#include "core/base/check.h"
#include "sim/run/strikes.h"

namespace pawl::sim {
namespace {
constexpr std::size_t kUnfoldedMax = 8192;
}  // namespace

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

void Disk::write(node::Persist&& persist, std::uint64_t life) {
  const bool must_sync = persist.must_sync;
  waiting_.push_back(std::move(persist));
  if (writing_ != 0) return;
  if (must_sync) {
    begin(life);
  } else if (!is_lazy_planned_) {
    is_lazy_planned_ = true;
    queue_->plan_in(choices_->millis("disk.lazy", plan_.lazy_ms, Quiet::Least), EventKind::DiskLazy,
                    static_cast<std::uint8_t>(owner_.value), 0, life);
  }
}

void Disk::begin(std::uint64_t life) {
  // One batch takes what is waiting, sometimes only the first of it.
  writing_ = waiting_.size();
  if (writing_ > 1 && choices_->chance("disk.partial", 500'000))
    writing_ = 1 + choices_->choose("disk.batch", writing_, writing_ - 1);
  if (writing_ > waiting_.size()) writing_ = waiting_.size();
  PAWL_SOMETIMES("disk.many-writes-are-one-batch", writing_ > 1);
  PAWL_SOMETIMES("disk.batch-leaves-writes-behind", writing_ < waiting_.size());
  queue_->plan_in(draw_latency(), EventKind::DiskDone, static_cast<std::uint8_t>(owner_.value), 0, life);
}

Duration Disk::draw_latency() {
  const Duration undisturbed = choices_->micros("disk.sync", plan_.sync_us, Quiet::Least);
  Duration latency = undisturbed * slow_factor_;
  PAWL_STRIKES("fault.slow-disk-delays-a-write", latency > undisturbed);
  if (choices_->chance("disk.stall", plan_.stall_ppm))
    latency = latency + choices_->millis("disk.stall_ms", plan_.stall_ms, Quiet::Least);
  return latency;
}

PersistSeq Disk::done(std::uint64_t life) {
  if (hung_ != 0) {
    PAWL_STRIKES("fault.hung-disk-keeps-a-write-waiting", writing_ > 0);
    finished_while_hung_ = true;
    return PersistSeq{0};
  }
  PersistSeq durable{0};
  for (; writing_ > 0; --writing_) {
    durable = waiting_.front().seq;
    image_.apply(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  bool must_sync = false;
  for (const node::Persist& persist : waiting_) must_sync = must_sync || persist.must_sync;
  if (must_sync) begin(life);
  return durable;
}

void Disk::lazy(std::uint64_t life) {
  is_lazy_planned_ = false;
  PAWL_SOMETIMES("disk.writes-what-nobody-waits-for", writing_ == 0 && !waiting_.empty());
  if (writing_ == 0 && !waiting_.empty()) begin(life);
}

void Disk::unhang(std::uint64_t life) {
  if (--hung_ != 0 || !finished_while_hung_) return;
  PAWL_STRIKES("fault.hung-disk-goes-on");
  finished_while_hung_ = false;
  queue_->plan_in(nanoseconds(0), EventKind::DiskDone, static_cast<std::uint8_t>(owner_.value), 0, life);
}

std::uint64_t Disk::crash() {
  const std::uint64_t kept = choices_->choose("disk.kept", waiting_.size() + 1, waiting_.size());
  for (std::uint64_t i = 0; i < kept; ++i) image_.apply(std::move(waiting_[i]));
  const std::uint64_t lost = waiting_.size() - kept;
  PAWL_STRIKES("fault.crash-loses-writes", lost > 0);
  PAWL_STRIKES("fault.crash-keeps-writes-that-nobody-was-told-of", kept > 0);
  PAWL_STRIKES("fault.crash-keeps-some-writes-and-loses-others", kept > 0 && lost > 0);
  PAWL_STRIKES("fault.crash-finds-a-hung-disk", finished_while_hung_ && hung_ != 0);
  waiting_.clear();
  writing_ = 0;
  is_lazy_planned_ = false;
  finished_while_hung_ = false;
  return lost;
}

}  // namespace pawl::sim
