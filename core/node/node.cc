#include "core/node/node.h"

#include <algorithm>
#include <utility>

#include "core/base/marks.h"
#include "core/base/overloaded.h"

namespace pawl::node {

Node::Node(const Options& options, Boot boot, Now now, Choices& choices)
    : options_(options),
      raft_(options.raft, boot.raft, now.monotonic, choices),
      machine_(options.retention, std::move(boot.state)),
      applied_(boot.raft.applied),
      applied_time_(boot.applied_time),
      forwarded_out_(options.life, options.forward_timeout),
      forwarded_in_(options.forwarded_ids_max) {}

Effects Node::step(Now now, std::vector<Input> inputs, Choices& choices) {
  Work work;
  work.now = now;
  for (Input& input : inputs) {
    std::visit(
        Overloaded{[&](FromPeer& it) { take(it, work, choices); }, [&](FromClient& it) { take(it, work); },
                   [&](Persisted it) { take(it, work, choices); },
                   [&](PeerGone it) { take(it, work, choices); }, [](TimerFired) {},
                   [&](Retire) {
                     PAWL_SOMETIMES("node.retires-as-leader", raft_.is_leader());
                     PAWL_SOMETIMES("node.retires-as-follower", !raft_.is_leader());
                     is_retiring_ = true;
                   }},
        input);
  }
  // After the inputs: a heartbeat that waited while this node was paused counts before the election timer
  // does.
  raft_.wake(now.monotonic, choices);
  drop_lost_waiters(work);
  for (const NodeId peer : work.gone) give_up_on(peer, work);
  admit(work);
  PAWL_SOMETIMES("node.leaving-waits-for-its-last-answers", is_retiring_ && waiting_.has_entries());
  if (is_retiring_ && !waiting_.has_entries()) raft_.transfer_leadership(now.monotonic);
  finish(work);
  return std::move(work.effects);
}

void Node::take(FromPeer& input, Work& work, Choices& choices) {
  for (PeerMessage& message : input.messages) {
    std::visit(
        Overloaded{
            [&](const raft::Message& it) { raft_.receive(work.now.monotonic, input.from, it, choices); },
            [&](ForwardedRequest& it) {
              if (!forwarded_in_.accept(raft_.status().term, input.from, it)) return;
              const Waiter waiter{
                  .client = {}, .peer = input.from, .forwarded_id = it.id, .forwarded_life = it.life};
              work.arrivals.push_back({waiter, std::move(it.content), WhenNotLeader::Refuse});
            },
            [&](ForwardedOutcome& it) {
              const auto client = forwarded_out_.finish(it);
              if (client) answer(Waiter{.client = *client}, std::move(it.outcome), work);
            }},
        message);
  }
}

void Node::take(FromClient& input, Work& work) {
  work.arrivals.push_back({Waiter{.client = input.client}, std::move(input.content), input.when_not_leader});
}

void Node::take(Persisted input, Work& work, Choices& choices) {
  raft_.persisted(work.now.monotonic, input.seq, choices);
  while (!applied_under_way_.empty() && applied_under_way_.front().first <= input.seq) {
    raft_.applied_durably(applied_under_way_.front().second);
    applied_under_way_.pop_front();
  }
}

void Node::take(PeerGone input, Work& work, Choices& choices) {
  raft_.peer_gone(work.now.monotonic, input.peer, choices);
  work.gone.push_back(input.peer);
}

std::vector<PeerMessage>& Node::Work::mail_to(NodeId peer) {
  std::vector<Envelope>& mail = effects.send;
  const auto place = std::ranges::lower_bound(mail, peer, {}, &Envelope::to);
  if (place != mail.end() && place->to == peer) return place->messages;
  return mail.insert(place, Envelope{peer, {}})->messages;
}

void Node::finish(Work& work) {
  raft::Output output = raft_.take_output(next_seq_);
  for (raft::Addressed& message : output.send) work.mail_to(message.to).push_back(std::move(message.message));
  for (raft::Event& event : output.events) work.effects.events.push_back(std::move(event));

  const bool has_applied = apply_committed(output.committed, work);
  answer_reads(output.reads, work);
  drop_lost_waiters(work);
  for (const ClientRef client : forwarded_out_.take_expired(work.now.monotonic)) {
    refuse(Waiter{.client = client}, ErrorCode::TimedOut, "the leader did not answer in time", work);
  }

  persist(std::move(output.write), has_applied, work);
  if (work.refused > 0) work.effects.events.push_back(Refused{work.refused});
  work.effects.wake_at = std::min(output.wake_at, forwarded_out_.next_deadline());
}

void Node::persist(raft::LogWrite write, bool has_applied, Work& work) {
  if (write.empty() && !has_applied) return;
  const bool must_sync = write.must_sync();
  PAWL_SOMETIMES("node.write-need-not-be-durable", !must_sync);
  work.effects.persist = Persist{.seq = next_seq_,
                                 .log = std::move(write),
                                 .rows = machine_.take_row_changes(),
                                 .applied = applied_,
                                 .applied_time = applied_time_,
                                 .must_sync = must_sync};
  applied_under_way_.emplace_back(next_seq_, applied_);
  next_seq_ = next_seq_.next();
}

Status Node::status() const {
  return Status{.raft = raft_.status(),
                .applied = applied_,
                .applied_time = applied_time_,
                .digest = machine_.digest(),
                .waiting_requests = waiting_.count() + forwarded_out_.waiting_count(),
                .waiting_bytes = waiting_.bytes(),
                .forwarded_waiting = forwarded_out_.waiting_count(),
                .forwarded_ids = forwarded_in_.most_ids(),
                .sequences = machine_.sequence_count(),
                .is_retiring = is_retiring_};
}

}  // namespace pawl::node
