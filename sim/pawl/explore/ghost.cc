#include "sim/pawl/explore/ghost.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"

namespace pawl::sim::explore {

namespace {

std::string text(Slot slot) {
  return slot.command == 0 ? fmt::format("{}@-", slot.term) : fmt::format("{}@v{}", slot.term, slot.command);
}

/// More than half of the disks; not the core's arithmetic.
bool is_on_quorum(std::span<const NodeFacts* const> nodes, std::size_t index, Slot slot) {
  std::size_t holders = 0;
  for (const NodeFacts* it : nodes)
    if (it->disk.has(index, slot)) ++holders;
  return holders * 2 > nodes.size();
}

/// Raft thesis 3.6.3: whoever leads a later term has what an earlier one committed.
std::string lacks_committed(const Ghost& ghost, const NodeFacts& leader) {
  for (std::size_t index = 1; index <= ghost.committed_count; ++index) {
    const Ghost::Committed& it = ghost.committed[index];
    if (it.by_term < leader.term && !leader.log.has(index, it.slot))
      return fmt::format("leader-completeness: leader {} of term {} lacks the committed entry {} ({})",
                         leader.self, leader.term, index, text(it.slot));
  }
  return {};
}

std::string observe_leader(Ghost& ghost, const NodeFacts& leader) {
  std::uint8_t& known = ghost.leaders.at(leader.term);
  if (known != 0)
    return fmt::format("one-leader-per-term: term {} had leader {}, and now {}", leader.term, known,
                       leader.self);
  known = leader.self;
  return lacks_committed(ghost, leader);
}

std::string observe_commit(Ghost& ghost, const Seen& seen, IndexedSlot committed) {
  const auto [index, slot] = committed;
  if (index <= ghost.committed_count) {
    if (ghost.committed[index].slot == slot) return {};
    return fmt::format("committed-entries-stay: {} takes {} for committed at {}, and {} was", seen.after.self,
                       text(slot), index, text(ghost.committed[index].slot));
  }
  if (index != ghost.committed_count + 1U)
    return fmt::format("committed-entries-stay: {} takes {} for committed before what lies ahead of it",
                       seen.after.self, index);
  ghost.committed[index] = {slot, seen.after.term};
  ghost.committed_count = static_cast<std::uint8_t>(index);
  if (!is_on_quorum(seen.nodes, index, slot))
    return fmt::format(
        "commit-durable-on-quorum: {} takes entry {} ({}) for committed, and no quorum of disks "
        "has it",
        seen.after.self, index, text(slot));
  for (const NodeFacts* it : seen.nodes)
    if (it->role == raft::Role::Leader)
      if (std::string lacks = lacks_committed(ghost, *it); !lacks.empty()) return lacks;
  return {};
}

/// What was committed stays on a quorum of disks for ever.
std::string observe_disk(const Ghost& ghost, const Seen& seen) {
  if (seen.before.disk == seen.after.disk) return {};
  for (std::size_t index = 1; index <= ghost.committed_count; ++index)
    if (!is_on_quorum(seen.nodes, index, ghost.committed[index].slot))
      return fmt::format(
          "commit-durable-on-quorum: entry {} ({}) was committed, and no quorum of disks has it "
          "any more",
          index, text(ghost.committed[index].slot));
  return {};
}

/// Raft thesis 3.5: two logs that agree on one entry agree on all before it.
std::string observe_log(const Seen& seen) {
  if (seen.before.log == seen.after.log) return {};
  const Slots& one = seen.after.log;
  for (std::size_t index = one.base + 2U; index <= one.last; ++index)
    if (one.at[index].term < one.at[index - 1].term)
      return fmt::format("log-without-holes: the terms of {}'s log go down at {}", seen.after.self, index);
  for (const NodeFacts* it : seen.nodes) {
    if (it == &seen.after) continue;
    const Slots& other = it->log;
    bool agree = false;
    for (std::size_t index = std::min(one.last, other.last); index > std::max(one.base, other.base);
         --index) {
      agree = agree || one.at[index].term == other.at[index].term;
      if (agree && one.at[index] != other.at[index])
        return fmt::format("log-matching: the logs of {} and {} agree on an entry, and differ at {}",
                           seen.after.self, it->self, index);
    }
  }
  return {};
}

/// Raft thesis 6.4: a read sees all that was acknowledged anywhere when it began.
std::string observe_reads(Ghost& ghost, const Seen& seen) {
  const NodeFacts& node = seen.after;
  if (seen.began != 0) {
    PAWL_CHECK(ghost.read_count < Ghost::kReadsMax);
    ghost.reads[ghost.read_count++] = {node.self, node.term, seen.began, ghost.committed_count};
  }
  const auto end = ghost.reads.begin() + ghost.read_count;
  auto kept = end;
  for (const ReadySeq& ready : seen.ready) {
    const auto found = std::find_if(ghost.reads.begin(), kept, [&](const Ghost::Read& it) {
      return it.node == node.self && it.seq == ready.seq;
    });
    if (found == kept) return "read: one came back that nobody began, or came back twice";
    if (ready.index < found->floor)
      return fmt::format("read: {} may answer a read at {}, and {} was committed when it began", node.self,
                         ready.index, found->floor);
    kept = std::move(found + 1, kept, found);
  }
  // A read of a lost leadership never comes back.
  kept = std::remove_if(ghost.reads.begin(), kept, [&](const Ghost::Read& it) {
    return it.node == node.self && (node.role != raft::Role::Leader || node.term != it.term);
  });
  std::fill(kept, end, Ghost::Read{});
  ghost.read_count = static_cast<std::uint8_t>(kept - ghost.reads.begin());
  return {};
}

}  // namespace

Digest canonical(const Ghost& ghost, const Names& names) {
  Hasher hasher;
  for (const std::uint8_t leader : ghost.leaders) hasher.add(std::uint64_t{names[leader]});
  hasher.add(std::uint64_t{ghost.committed_count});
  for (std::size_t index = 1; index <= ghost.committed_count; ++index) {
    const Ghost::Committed& it = ghost.committed[index];
    hasher.add(std::uint64_t{it.slot.term} << 16U | std::uint64_t{it.slot.command} << 8U | it.by_term);
  }
  // Reads are known by node and number, so the order in which they began is no matter.
  Digest reads;
  for (std::size_t place = 0; place < ghost.read_count; ++place) {
    const Ghost::Read& it = ghost.reads[place];
    reads = reads.plus(Hasher()
                           .add(std::uint64_t{names[it.node]})
                           .add(std::uint64_t{it.term})
                           .add(std::uint64_t{it.seq})
                           .add(std::uint64_t{it.floor})
                           .finish());
  }
  return hasher.add(reads.high).add(reads.low).finish();
}

std::string observe(Ghost& ghost, const Seen& seen) {
  const NodeFacts& node = seen.after;
  if (node.role == raft::Role::Leader && seen.before.role != raft::Role::Leader)
    if (std::string wrong = observe_leader(ghost, node); !wrong.empty()) return wrong;
  if (std::string wrong = observe_log(seen); !wrong.empty()) return wrong;
  for (const IndexedSlot& it : seen.committed)
    if (std::string wrong = observe_commit(ghost, seen, it); !wrong.empty()) return wrong;
  if (std::string wrong = observe_disk(ghost, seen); !wrong.empty()) return wrong;
  return observe_reads(ghost, seen);
}

}  // namespace pawl::sim::explore
