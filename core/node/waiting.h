#pragma once
// Who waits for which log index, and who waits for which read barrier.

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/machine/operation.h"
#include "core/raft/raft.h"

namespace pawl::node {

/// A local client, or a request that the node `peer` forwarded.
struct Waiter {
  ClientRef client{};
  NodeId peer{};
  std::uint64_t forwarded_id = 0;
  std::uint64_t forwarded_life = 0;
};

/// The requests of one entry, in the entry's order.
struct WaitingEntry {
  LogIndex index;
  Term term;
  std::uint64_t bytes = 0;
  std::vector<Waiter> waiters;
};

struct WaitingQuery {
  Waiter waiter;
  machine::Query query;
};

/// The queries of one step: one barrier serves them all.
struct WaitingReads {
  raft::ReadTicket ticket;
  std::vector<WaitingQuery> queries;
};

class Waiting {
 public:
  void add(WaitingEntry entry) {
    bytes_ += entry.bytes;
    count_ += entry.waiters.size();
    entries_.push_back(std::move(entry));
  }
  void add(WaitingReads reads) {
    count_ += reads.queries.size();
    reads_.push_back(std::move(reads));
  }

  /// Takes the entry that waits for `index`, if one does. Indices are asked for in ascending order.
  std::vector<WaitingEntry> take_entries_to(LogIndex index);
  /// Takes the queries whose barrier is confirmed by `ticket`.
  std::vector<WaitingReads> take_reads_to(raft::ReadTicket ticket);

  std::vector<WaitingEntry> take_all_entries() { return take_entries_to(LogIndex{UINT64_MAX}); }
  std::vector<WaitingReads> take_all_reads() {
    return take_reads_to({Term{UINT64_MAX}, ReadSeq{UINT64_MAX}});
  }

  bool has_entries() const { return !entries_.empty(); }
  bool has_reads() const { return !reads_.empty(); }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t count() const { return count_; }

 private:
  std::deque<WaitingEntry> entries_;
  std::deque<WaitingReads> reads_;
  std::uint64_t bytes_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace pawl::node
