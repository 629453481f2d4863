#include "core/raft/reads.h"
#include "core/base/marks.h"

namespace pawl::raft {

ReadSeq ReadBarriers::begin(LogIndex index) {
  newest_ = newest_.next();
  waiting_.push_back({newest_, index});
  return newest_;
}

void ReadBarriers::confirmed(Term term, ReadSeq seq, std::vector<ReadReady>& ready) {
  auto done = waiting_.begin();
  for (; done != waiting_.end() && done->seq <= seq; ++done)
    ready.push_back({.ticket = {term, done->seq}, .index = done->index});
  PAWL_SOMETIMES("raft.read-is-confirmed", done != waiting_.begin());
  PAWL_SOMETIMES("raft.reads-are-confirmed-together", done - waiting_.begin() > 1);
  PAWL_SOMETIMES("raft.later-read-waits-on", done != waiting_.begin() && done != waiting_.end());
  waiting_.erase(waiting_.begin(), done);
}

}  // namespace pawl::raft
