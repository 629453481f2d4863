#pragma once
// A disk as a value: writes become durable in order, one at a time, and a crash loses the others.

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/raft/raft.h"

namespace pawl::sim::explore {

struct Disk {
  struct Pending {
    PersistSeq seq;
    raft::LogWrite write;
    LogIndex applied;
  };
  raft::HardState hard;
  raft::LogPosition base;
  std::vector<raft::Entry> log;
  LogIndex applied;
  std::vector<Pending> pending;

  /// The oldest write becomes durable; there is one.
  PersistSeq sync_first() {
    const Pending done = std::move(pending.front());
    pending.erase(pending.begin());
    if (done.write.hard) hard = *done.write.hard;
    if (done.write.truncate_from)
      while (!log.empty() && log.back().index >= *done.write.truncate_from) log.pop_back();
    log.insert(log.end(), done.write.append.begin(), done.write.append.end());
    if (done.write.compact_to) {
      base = *done.write.compact_to;
      std::erase_if(log, [&](const raft::Entry& entry) { return entry.index <= base.index; });
    }
    applied = std::max(applied, done.applied);
    return done.seq;
  }

  /// The durable entry at `index`; null if there is none or it was compacted.
  const raft::Entry* at(LogIndex index) const {
    if (index <= base.index || index.value > base.index.value + log.size()) return nullptr;
    return &log[index.value - base.index.value - 1];
  }

  raft::Boot boot() const { return {.hard = hard, .base = base, .log = log, .applied = applied}; }
};

}  // namespace pawl::sim::explore
