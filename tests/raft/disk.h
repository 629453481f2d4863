#pragma once
// A disk for tests of Raft: writes become durable in order, one at a time, and a crash loses the others.

#include <deque>
#include <optional>
#include <vector>

#include "core/raft/raft.h"

namespace pawl::raft::story {

/// What a node's disk holds, and what it was asked to write and has not synced.
struct Disk {
  struct Pending {
    PersistSeq seq;
    LogWrite write;
    LogIndex applied;
  };
  HardState hard;
  LogPosition base;
  std::vector<Entry> log;
  LogIndex applied;
  std::deque<Pending> pending;

  /// The oldest write becomes durable.
  void sync_first();
  /// A crash keeps the `kept` oldest unsynced writes.
  void crash(std::size_t kept);
  /// The term of the durable entry at `index`; nullopt if there is none or it was compacted.
  std::optional<Term> term_at(LogIndex index) const;
  Boot boot() const { return {.hard = hard, .base = base, .log = log, .applied = applied}; }
};

}  // namespace pawl::raft::story
