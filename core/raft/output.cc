// What must be done now, and the rule that holds promises back: no message leaves before this node's term and
// vote are durable, and a reply to a leader speaks only of durable entries.

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/base/check.h"
#include "core/base/marks.h"
#include "core/raft/raft.h"

namespace pawl::raft {

Output Raft::take_output(PersistSeq seq) {
  auto* leader = std::get_if<Leader>(&role_);
  if (leader != nullptr) replicate(*leader);
  take_committed();
  compact();
  take_write(seq);
  release_messages();
  output_.wake_at = leader != nullptr ? leader_wake_at(*leader) : election_at_;
  return std::exchange(output_, Output{});
}

void Raft::advance_commit(LogIndex to) {
  if (to <= commit_) return;
  PAWL_CHECK(to <= log_.last_index());
  commit_ = to;
  output_.events.push_back(CommitAdvanced{.to = to});
}

void Raft::take_committed() {
  if (handed_out_ == commit_) return;
  const std::span<const Entry> fresh = log_.range(handed_out_.next(), commit_);
  output_.committed.assign(fresh.begin(), fresh.end());
  handed_out_ = commit_;
}

void Raft::compact() {
  // Nobody will ask for what everybody has; what is applied durably is not needed for a restart.
  const LogIndex safe = std::min({everywhere_, applied_durably_, log_.durable()});
  const std::uint64_t kept = options_.compaction_keep;
  // In steps of a quarter, so that not every write carries a compaction.
  if (safe.value <= log_.base().index.value + kept + kept / 4) {
    PAWL_SOMETIMES(
        "raft.compaction-waits-for-another-member",
        std::min(applied_durably_, log_.durable()).value > log_.base().index.value + kept + kept / 4);
    PAWL_SOMETIMES("raft.compaction-waits-for-the-own-disk",
                   std::min(everywhere_, commit_).value > log_.base().index.value + kept + kept / 4);
    return;
  }
  PAWL_SOMETIMES("raft.follower-compacts", !std::holds_alternative<Leader>(role_));
  PAWL_SOMETIMES("raft.leader-compacts", std::holds_alternative<Leader>(role_));
  log_.compact_to(LogIndex{safe.value - kept});
  output_.write.compact_to = log_.base();
  if (auto* leader = std::get_if<Leader>(&role_))
    for (Progress& follower : leader->followers) follower.skip_to(log_.base().index);
}

void Raft::take_write(PersistSeq seq) {
  if (hard_changed_) {
    output_.write.hard = hard_;
    PAWL_SOMETIMES("raft.term-changes-again-before-it-is-durable", hard_seq_ > persisted_);
    hard_changed_ = false;
    hard_seq_ = seq;
  }
  log_.take_write(seq, output_.write);
}

void Raft::release_messages() {
  if (!hard_is_durable()) {
    PAWL_SOMETIMES("raft.messages-wait-until-term-and-vote-are-durable", !outbox_.empty());
    return;
  }
  if (output_.send.empty()) {
    output_.send.swap(outbox_);
  } else {
    std::move(outbox_.begin(), outbox_.end(), std::back_inserter(output_.send));
    outbox_.clear();
  }
  release_reply();
}

}  // namespace pawl::raft
