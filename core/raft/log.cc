#include "core/raft/log.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/marks.h"

namespace pawl::raft {

Log::Log(LogPosition base, std::vector<Entry> entries) : base_(base), entries_(std::move(entries)) {
  LogPosition before = base_;
  for (const Entry& entry : entries_) {
    PAWL_CHECK(entry.index == before.index.next());
    PAWL_CHECK(entry.term >= before.term);
    before = {entry.term, entry.index};
  }
  durable_ = last_index();
  taken_ = last_index();
}

std::optional<Term> Log::term_at(LogIndex index) const {
  if (index == base_.index) return base_.term;
  const Entry* entry = at(index);
  if (entry == nullptr) return std::nullopt;
  return entry->term;
}

const Entry* Log::at(LogIndex index) const {
  if (index <= base_.index || index > last_index()) return nullptr;
  return &entries_[slot_of(index)];
}

std::span<const Entry> Log::range(LogIndex first, LogIndex last) const {
  if (first > last) return {};
  PAWL_CHECK(first > base_.index);
  PAWL_CHECK(last <= last_index());
  return std::span(entries_).subspan(slot_of(first), last.value - first.value + 1);
}

LogPosition Log::last_not_after(LogPosition bound) const {
  PAWL_SOMETIMES("raft.logs-may-agree-only-below-the-base", bound.index <= base_.index);
  if (bound.index <= base_.index) return base_;
  const std::span<const Entry> candidates = range(base_.index.next(), std::min(bound.index, last_index()));
  const auto beyond = std::partition_point(candidates.begin(), candidates.end(),
                                           [&](const Entry& entry) { return entry.term <= bound.term; });
  if (beyond == candidates.begin()) return base_;
  const Entry& found = *std::prev(beyond);
  return {found.term, found.index};
}

void Log::append(Entry entry) {
  PAWL_CHECK(entry.index == last_index().next());
  PAWL_CHECK(entry.term >= last_term());
  entries_.push_back(std::move(entry));
}

void Log::truncate_from(LogIndex index) {
  PAWL_CHECK(index > base_.index);
  PAWL_CHECK(index <= last_index());
  entries_.resize(slot_of(index));
  const LogIndex kept = index.previous();
  PAWL_SOMETIMES("raft.durable-entries-are-truncated", durable_ > kept);
  if (taken_ > kept) {
    // Only what a write carried can lie on the disk and has to go from there.
    if (!truncate_from_ || *truncate_from_ > index) truncate_from_ = index;
    taken_ = kept;
  }
  durable_ = std::min(durable_, kept);
  // A write under way may still bring old entries beyond the cut; they are not this log's any more.
  for (Mark& mark : marks_) mark.last = std::min(mark.last, kept);
}

void Log::compact_to(LogIndex index) {
  PAWL_CHECK(index >= base_.index);
  PAWL_CHECK(index <= durable_);
  const std::optional<Term> term = term_at(index);
  PAWL_CHECK(term.has_value());
  const std::size_t keep = slot_of(index.next());
  for (std::size_t slot = head_; slot < keep; ++slot) entries_[slot].command.reset();
  head_ = keep;
  base_ = {*term, index};
  // Erasing half of the vector at a time costs each entry one move on average.
  if (head_ * 2 >= entries_.size()) {
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
}

void Log::take_write(PersistSeq seq, LogWrite& write) {
  if (!truncate_from_ && taken_ == last_index()) return;
  write.truncate_from = std::exchange(truncate_from_, std::nullopt);
  const std::span<const Entry> fresh = range(taken_.next(), last_index());
  write.append.assign(fresh.begin(), fresh.end());
  taken_ = last_index();
  if (!marks_.empty()) PAWL_CHECK(marks_.back().seq < seq);
  marks_.push_back({seq, taken_});
}

void Log::persisted(PersistSeq seq) {
  auto done = marks_.begin();
  for (; done != marks_.end() && done->seq <= seq; ++done) durable_ = std::max(durable_, done->last);
  marks_.erase(marks_.begin(), done);
  PAWL_CHECK(durable_ <= taken_);
}

}  // namespace pawl::raft
