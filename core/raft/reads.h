#pragma once
// Read barriers (Raft thesis 6.4): a leader may answer a read from its own state once it knows that it still
// led after the read arrived, and that its state holds all that was committed by then.

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/ids.h"
#include "core/raft/ticket.h"

namespace pawl::raft {

class ReadBarriers {
 public:
  struct Waiting {
    ReadSeq seq;
    LogIndex index;
  };

  /// The number of the newest barrier; 0 if there was none in this term.
  ReadSeq newest() const { return newest_; }
  bool has_waiting() const { return !waiting_.empty(); }
  /// The barriers that no quorum has confirmed yet, in the order of their numbers.
  std::span<const Waiting> waiting() const { return waiting_; }

  /// Begins a barrier; the read will see at least everything up to `index`.
  ReadSeq begin(LogIndex index);
  /// A number for which nobody waits: requests that carry it tell later answers from earlier ones.
  void begin_empty() { newest_ = newest_.next(); }
  /// A quorum has answered requests that carried `seq`: moves every ticket up to it into `ready`.
  void confirmed(Term term, ReadSeq seq, std::vector<ReadReady>& ready);

 private:
  ReadSeq newest_;
  std::vector<Waiting> waiting_;
};

}  // namespace pawl::raft
