#include "tests/raft/disk.h"

#include <algorithm>
#include <utility>

namespace pawl::raft::story {

void Disk::sync_first() {
  const Pending done = std::move(pending.front());
  pending.pop_front();
  if (done.write.hard) hard = *done.write.hard;
  if (done.write.truncate_from) {
    while (!log.empty() && log.back().index >= *done.write.truncate_from) log.pop_back();
  }
  log.insert(log.end(), done.write.append.begin(), done.write.append.end());
  if (done.write.compact_to) {
    base = *done.write.compact_to;
    std::erase_if(log, [&](const Entry& entry) { return entry.index <= base.index; });
  }
  applied = std::max(applied, done.applied);
}

void Disk::crash(std::size_t kept) {
  for (; kept > 0 && !pending.empty(); --kept) sync_first();
  pending.clear();
}

std::optional<Term> Disk::term_at(LogIndex index) const {
  if (index == base.index) return base.term;
  if (index < base.index || index.value > base.index.value + log.size()) return std::nullopt;
  return log[index.value - base.index.value - 1].term;
}

}  // namespace pawl::raft::story
