// How those who wait get their answers: from the state machine when their entry is applied or their barrier
// confirmed, or word that the leadership they waited on is lost.

#include <string>
#include <utility>

#include "core/base/check.h"
#include "core/base/marks.h"
#include "core/node/node.h"

namespace pawl::node {

bool Node::apply_committed(const std::vector<raft::Entry>& committed, Work& work) {
  std::vector<machine::Outcome> outcomes;
  for (const raft::Entry& entry : committed) {
    PAWL_CHECK(entry.index == applied_.next());
    outcomes.clear();
    if (entry.command != nullptr) {
      PAWL_CHECK(entry.command->now >= applied_time_);
      applied_time_ = entry.command->now;
      machine_.apply({.index = entry.index, .now = entry.command->now, .wall = entry.command->wall},
                     entry.command->requests, outcomes);
      PAWL_CHECK(outcomes.size() == entry.command->requests.size());
      work.effects.events.push_back(Applied{entry.index, entry.command->requests.size()});
    }
    PAWL_SOMETIMES("node.applies-a-no-op", entry.command == nullptr);
    PAWL_SOMETIMES("node.applies-what-another-node-proposed", !waiting_.has_entries());
    applied_ = entry.index;
    answer_entry(entry, outcomes, work);
  }
  return !committed.empty();
}

void Node::answer_entry(const raft::Entry& entry, std::vector<machine::Outcome>& outcomes, Work& work) {
  for (WaitingEntry& waiting : waiting_.take_entries_to(entry.index)) {
    if (waiting.index == entry.index && waiting.term == entry.term) {
      PAWL_CHECK(waiting.waiters.size() == outcomes.size());
      for (std::size_t i = 0; i < outcomes.size(); ++i)
        answer(waiting.waiters[i], std::move(outcomes[i]), work);
    } else {
      for (const Waiter& waiter : waiting.waiters) {
        refuse(waiter, ErrorCode::LeadershipLost, "the leader changed; the request may have taken effect",
               work);
      }
    }
  }
}

void Node::answer_reads(const std::vector<raft::ReadReady>& ready, Work& work) {
  for (const raft::ReadReady& read : ready) {
    PAWL_CHECK(applied_ >= read.index);
    for (const WaitingReads& reads : waiting_.take_reads_to(read.ticket)) {
      for (const WaitingQuery& query : reads.queries) answer(query.waiter, machine_.query(query.query), work);
    }
  }
}

void Node::drop_lost_waiters(Work& work) {
  if (!waiting_.has_entries() && !waiting_.has_reads()) return;
  const raft::Status status = raft_.status();
  if (status.role == raft::Role::Leader && status.term == waiting_term_) return;
  PAWL_SOMETIMES("node.loses-the-lead-while-requests-wait", waiting_.has_entries());
  PAWL_SOMETIMES("node.loses-the-lead-while-queries-wait", waiting_.has_reads());
  for (const WaitingEntry& entry : waiting_.take_all_entries()) {
    for (const Waiter& waiter : entry.waiters) {
      refuse(waiter, ErrorCode::LeadershipLost, "the leader changed; the request may have taken effect",
             work);
    }
  }
  for (const WaitingReads& reads : waiting_.take_all_reads()) {
    for (const WaitingQuery& query : reads.queries) {
      refuse(query.waiter, ErrorCode::NotLeader, "the leader changed; try again", work);
    }
  }
}

void Node::give_up_on(NodeId peer, Work& work) {
  for (const auto& [client, is_query] : forwarded_out_.take_unanswered(peer)) {
    if (is_query) {
      PAWL_SOMETIMES("node.forwarded-query-loses-its-leader");
      refuse(Waiter{.client = client}, ErrorCode::NotLeader, "the leader is gone; try again", work);
    } else {
      PAWL_SOMETIMES("node.forwarded-request-loses-its-leader");
      refuse(Waiter{.client = client}, ErrorCode::LeadershipLost,
             "the leader is gone; the request may have taken effect", work);
    }
  }
}

void Node::answer(const Waiter& waiter, machine::Outcome outcome, Work& work) {
  if (waiter.peer != kNobody) {
    PAWL_SOMETIMES("node.answers-a-node-that-forwarded");
    PAWL_SOMETIMES("node.refuses-a-node-that-forwarded", !outcome);
    work.mail_to(waiter.peer)
        .push_back(ForwardedOutcome{
            .id = waiter.forwarded_id, .life = waiter.forwarded_life, .outcome = std::move(outcome)});
    return;
  }
  const bool wants_hint = !outcome && outcome.error().code == ErrorCode::NotLeader;
  const NodeId leader = wants_hint ? raft_.status().leader : kNobody;
  work.effects.reply.push_back({waiter.client, std::move(outcome), leader});
}

void Node::refuse(const Waiter& waiter, ErrorCode code, std::string detail, Work& work) {
  answer(waiter, std::unexpected(Error{code, std::move(detail)}), work);
}

}  // namespace pawl::node
