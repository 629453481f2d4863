#pragma once
// The log as one node holds it: the entries in memory, which of them the host has been asked to write, and
// which of them are durable.
//
//        base                durable          taken            last
//   -------|--------------------|----------------|----------------|
//   dropped  on disk              being written    not yet handed out
//
// The order base <= durable <= taken <= last always holds. Truncation pulls durable and taken back with it.

#include <optional>
#include <span>
#include <vector>

#include "core/base/ids.h"
#include "core/raft/entry.h"

namespace pawl::raft {

class Log {
 public:
  /// When the write `seq` is durable, so is everything up to `last`.
  struct Mark {
    PersistSeq seq;
    LogIndex last;
  };

  /// `entries` follow `base` without a hole and are durable already.
  Log(LogPosition base, std::vector<Entry> entries);

  /// The position before the first entry in memory.
  LogPosition base() const { return base_; }
  LogIndex last_index() const { return base_.index.plus(entries_.size() - head_); }
  LogPosition last() const { return {last_term(), last_index()}; }
  LogIndex durable() const { return durable_; }
  /// Writes under way, in the order of their numbers.
  std::span<const Mark> marks() const { return marks_; }

  /// The term at `index`; known for the base and every entry in memory.
  std::optional<Term> term_at(LogIndex index) const;
  /// The entry at `index`, valid until the log changes; null if it is not in memory.
  const Entry* at(LogIndex index) const;
  /// The entries from `first` to `last`, both included and both in memory; valid until the log changes.
  std::span<const Entry> range(LogIndex first, LogIndex last) const;

  /// The last position at or before `bound` in both index and term, but never before the base. Terms never
  /// decrease along a log, so nothing after it can agree with a log whose position `bound` is.
  LogPosition last_not_after(LogPosition bound) const;

  /// `entry.index` is the one after last().
  void append(Entry entry);
  /// Drops everything from `index` on; `index` lies after the base and in the log.
  void truncate_from(LogIndex index);
  /// Drops everything up to and including `index`, which is durable.
  void compact_to(LogIndex index);

  /// Moves what changed since the last call into `write`, which the host numbers `seq`.
  void take_write(PersistSeq seq, LogWrite& write);
  /// Every write up to `seq` is durable.
  void persisted(PersistSeq seq);

 private:
  Term last_term() const { return head_ == entries_.size() ? base_.term : entries_.back().term; }
  std::size_t slot_of(LogIndex index) const { return head_ + (index.value - base_.index.value - 1); }

  LogPosition base_;
  /// The entries from `head_` on follow the base; those before it are emptied and wait to be erased in bulk.
  std::vector<Entry> entries_;
  std::size_t head_ = 0;
  LogIndex durable_;
  LogIndex taken_;
  /// The lowest truncation that no write has carried yet.
  std::optional<LogIndex> truncate_from_;
  std::vector<Mark> marks_;
};

}  // namespace pawl::raft
