// What becomes of requests that arrive: a leader puts all of a step into one entry and all queries behind one
// read barrier; another node refuses or forwards. What cannot be served is refused before anything happened.

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/check.h"
#include "core/base/limits.h"
#include "core/base/marks.h"
#include "core/node/node.h"

namespace pawl::node {

void Node::admit(Work& work) {
  if (work.arrivals.empty()) return;
  const raft::Status status = raft_.status();
  if (is_retiring_) {
    PAWL_SOMETIMES("node.refuses-because-it-leaves");
    for (const Arrival& arrival : work.arrivals) {
      refuse(arrival.waiter, ErrorCode::ShuttingDown, "this node is leaving; try another", work);
    }
  } else if (status.role == raft::Role::Leader) {
    waiting_term_ = status.term;
    admit_as_leader(work);
  } else {
    for (Arrival& arrival : work.arrivals) admit_elsewhere(arrival, status, work);
  }
}

void Node::admit_as_leader(Work& work) {
  Draft draft;
  for (Arrival& arrival : work.arrivals) {
    if (auto* query = std::get_if<machine::Query>(&arrival.content)) {
      if (auto valid = machine::validate(*query, options_.request_limits); !valid) {
        PAWL_SOMETIMES("node.refuses-an-invalid-query");
        PAWL_SOMETIMES("node.refuses-a-query-for-its-own-limits", machine::validate(*query).has_value());
        answer(arrival.waiter, std::unexpected(std::move(valid.error())), work);
      } else if (waiting_.count() + draft.waiters.size() + work.queries.size() >=
                 options_.waiting_count_max) {
        PAWL_SOMETIMES("node.refuses-a-query-too-many-wait");
        ++work.refused;
        refuse(arrival.waiter, ErrorCode::Overloaded, "too many requests wait; try later", work);
      } else {
        work.queries.push_back({arrival.waiter, std::move(*query)});
      }
    } else {
      add_to_draft(draft, arrival, work);
    }
  }
  propose(draft, work);
  if (!work.queries.empty()) begin_read(std::move(work.queries), work.now.monotonic);
}

void Node::add_to_draft(Draft& draft, Arrival& arrival, Work& work) {
  auto& request = std::get<machine::Request>(arrival.content);
  if (raft_.status().last.value >= kRequestIndexMax) {
    refuse(arrival.waiter, ErrorCode::Overloaded, "the log is at its end: nothing can be changed any more",
           work);
    return;
  }
  if (auto valid = machine::validate(request, options_.request_limits); !valid) {
    PAWL_SOMETIMES("node.refuses-an-invalid-request");
    PAWL_SOMETIMES("node.refuses-a-request-that-the-log-could-hold", machine::validate(request).has_value());
    answer(arrival.waiter, std::unexpected(std::move(valid.error())), work);
    return;
  }
  const std::uint64_t bytes = machine::size_bytes(request);
  const std::uint64_t waiting = waiting_.count() + draft.waiters.size() + work.queries.size();
  if (waiting_.bytes() + draft.bytes + bytes > options_.waiting_bytes_max ||
      waiting >= options_.waiting_count_max) {
    PAWL_SOMETIMES("node.refuses-a-request-too-many-bytes-wait",
                   waiting_.bytes() + draft.bytes + bytes > options_.waiting_bytes_max);
    PAWL_SOMETIMES("node.refuses-a-request-too-many-wait", waiting >= options_.waiting_count_max);
    ++work.refused;
    refuse(arrival.waiter, ErrorCode::Overloaded, "too many requests wait; try later", work);
    return;
  }
  const bool is_full =
      draft.waiters.size() >= options_.entry_requests_max || draft.bytes + bytes > options_.entry_bytes_max;
  PAWL_SOMETIMES("node.entry-is-full-of-requests", draft.waiters.size() >= options_.entry_requests_max);
  PAWL_SOMETIMES("node.entry-is-full-of-bytes",
                 !draft.waiters.empty() && draft.bytes + bytes > options_.entry_bytes_max);
  if (is_full) propose(draft, work);
  draft.command.requests.push_back(std::move(request));
  draft.waiters.push_back(arrival.waiter);
  draft.bytes += bytes;
}

void Node::propose(Draft& draft, Work& work) {
  Draft entry = std::exchange(draft, Draft{});
  if (entry.waiters.empty()) return;
  const Instant now = work.now.monotonic;
  entry.command.now = clock_.stamp(waiting_term_, now, newest_stamp());
  entry.command.wall = work.now.wall;
  auto command = std::make_shared<const Command>(std::move(entry.command));
  const auto index = raft_.propose(now, std::move(command), static_cast<std::uint32_t>(entry.bytes));
  // Who hands leadership over is leaving, and has refused before it came to this.
  PAWL_CHECK(index.has_value());
  PAWL_SOMETIMES("node.requests-share-an-entry", entry.waiters.size() > 1);
  PAWL_SOMETIMES("node.entries-are-under-way-together", waiting_.has_entries());
  waiting_.add(WaitingEntry{*index, waiting_term_, entry.bytes, std::move(entry.waiters)});
}

void Node::begin_read(std::vector<WaitingQuery> queries, Instant now) {
  const auto ticket = raft_.begin_read(now);
  PAWL_CHECK(ticket.has_value());
  PAWL_SOMETIMES("node.queries-share-a-barrier", queries.size() > 1);
  waiting_.add(WaitingReads{*ticket, std::move(queries)});
}

void Node::admit_elsewhere(Arrival& arrival, const raft::Status& status, Work& work) {
  const bool can_forward = arrival.when_not_leader == WhenNotLeader::Forward && status.leader != kNobody &&
                           arrival.waiter.peer == kNobody;
  if (!can_forward) {
    PAWL_SOMETIMES("node.refuses-and-names-the-leader", status.leader != kNobody);
    PAWL_SOMETIMES("node.refuses-and-knows-no-leader", status.leader == kNobody);
    PAWL_SOMETIMES("node.refuses-to-forward-what-was-forwarded", arrival.waiter.peer != kNobody);
    PAWL_SOMETIMES("node.cannot-forward-without-a-leader",
                   arrival.when_not_leader == WhenNotLeader::Forward && status.leader == kNobody);
    refuse(arrival.waiter, ErrorCode::NotLeader, "this node does not lead; try another", work);
    return;
  }
  if (forwarded_out_.waiting_count() >= options_.waiting_count_max) {
    PAWL_SOMETIMES("node.refuses-to-forward-too-many-wait");
    ++work.refused;
    refuse(arrival.waiter, ErrorCode::Overloaded, "too many requests wait; try later", work);
    return;
  }
  PAWL_SOMETIMES("node.forwards-a-query", std::holds_alternative<machine::Query>(arrival.content));
  PAWL_SOMETIMES("node.forwards-a-request", std::holds_alternative<machine::Request>(arrival.content));
  work.mail_to(status.leader)
      .push_back(forwarded_out_.begin(work.now.monotonic, arrival.waiter.client, status.leader, status.term,
                                      std::move(arrival.content)));
}

ClusterTime Node::newest_stamp() const {
  for (LogIndex index = raft_.status().last; index > applied_; index = index.previous()) {
    const raft::Entry* entry = raft_.entry_at(index);
    PAWL_SOMETIMES("node.newest-stamp-is-of-an-entry-not-applied",
                   entry != nullptr && entry->command != nullptr);
    if (entry != nullptr && entry->command != nullptr) return entry->command->now;
  }
  return applied_time_;
}

}  // namespace pawl::node
