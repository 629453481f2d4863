#include "core/raft/progress.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/marks.h"

namespace pawl::raft {

void Progress::sent(LogIndex last, std::uint64_t bytes) {
  PAWL_CHECK(mode_ == Mode::Replicate);
  PAWL_CHECK(last >= next_);
  inflight_.push_back({last, bytes});
  inflight_bytes_ += bytes;
  next_ = last.next();
}

bool Progress::acknowledged(LogIndex match) {
  const bool is_news = match > match_;
  match_ = std::max(match_, match);
  // A late answer must not end a search that began after it; one that reaches the probed place does.
  PAWL_SOMETIMES("raft.late-answer-does-not-end-the-search",
                 mode_ == Mode::Probe && !is_news && match.next() < next_);
  if (mode_ == Mode::Probe && (is_news || match.next() >= next_)) {
    PAWL_SOMETIMES("raft.search-ends");
    PAWL_SOMETIMES("raft.search-ends-beyond-the-probed-place", match_.next() > next_);
    mode_ = Mode::Replicate;
    next_ = match_.next();
  }
  next_ = std::max(next_, match_.next());
  auto done = inflight_.begin();
  for (; done != inflight_.end() && done->last <= match_; ++done) inflight_bytes_ -= done->bytes;
  inflight_.erase(inflight_.begin(), done);
  return is_news;
}

bool Progress::concerns(LogIndex refused) const {
  // What is known to match was refused before it did.
  if (refused <= match_) return false;
  return mode_ == Mode::Probe ? refused == next_.previous() : refused < next_;
}

void Progress::refused(LogIndex refused, LogIndex agreed, LogIndex base) {
  PAWL_CHECK(concerns(refused));
  PAWL_SOMETIMES("raft.refused-at-the-probed-place", mode_ == Mode::Probe);
  PAWL_SOMETIMES("raft.refused-while-replicating", mode_ == Mode::Replicate);
  PAWL_SOMETIMES("raft.back-off-is-more-than-one-entry", agreed.next() < refused);
  PAWL_SOMETIMES("raft.back-off-ends-at-what-matches", std::min(agreed.next(), refused) < match_.next());
  mode_ = Mode::Probe;
  forget_inflight();
  // At least one place back each time, never into what matches, never below what the leader has.
  next_ = std::max({std::min(agreed.next(), refused), match_.next(), base.next()});
  request_due = true;
}

void Progress::asked(LogIndex previous, ReadSeq read, LogIndex base) {
  if (previous <= std::max(match_, base)) return;
  if (unproven_)
    unproven_->newest = read;
  else
    unproven_ = {.newest = read, .base = base};
}

bool Progress::may_be_late(ReadSeq read, LogIndex hint) const {
  return unproven_ && read <= unproven_->newest && hint >= unproven_->base;
}

void Progress::forget_inflight() {
  inflight_.clear();
  inflight_bytes_ = 0;
}

}  // namespace pawl::raft
