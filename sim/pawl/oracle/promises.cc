#include "sim/pawl/oracle/promises.h"

#include <fmt/format.h>

#include <bit>

#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {

void Promises::leaving(const Leaving& way, const std::vector<node::PeerMessage>& messages) {
  const NodeId from = way.from;
  const DiskImage& image = way.image;
  for (const node::PeerMessage& peer : messages) {
    const auto* message = std::get_if<raft::Message>(&peer);
    if (message == nullptr) continue;
    if (const auto* request = std::get_if<raft::VoteRequest>(message)) {
      // A candidate's request says that it voted for itself.
      if (request->round == raft::Round::Vote) promise_vote(from, {request->term, from}, image);
    } else if (const auto* reply = std::get_if<raft::VoteReply>(message)) {
      if (reply->round == raft::Round::PreVote) continue;
      if (reply->granted)
        promise_vote(from, {reply->term, way.to}, image);
      else
        promise_term(from, reply->term, image);
    } else if (const auto* append_reply = std::get_if<raft::AppendReply>(message)) {
      promise_term(from, append_reply->term, image);
      promise_entries(way, *append_reply);
    } else if (const auto* refusal = std::get_if<raft::AppendRefusal>(message)) {
      promise_term(from, refusal->term, image);
    } else if (const auto* append = std::get_if<raft::AppendRequest>(message)) {
      promise_term(from, append->term, image);
    }
  }
}

void Promises::promise_term(NodeId node, Term term, const DiskImage& image) {
  ++count_;
  Node& ledger = nodes_[node.value];
  if (term > ledger.term) ledger.term = term;
  if (image.hard().term < term)
    findings_->violated(oracle::kPromiseEarly,
                        fmt::format("node {} speaks in term {} while its disk knows term {}", node.value,
                                    term.value, image.hard().term.value));
}

void Promises::promise_vote(NodeId node, Vote vote, const DiskImage& image) {
  promise_term(node, vote.term, image);
  Node& ledger = nodes_[node.value];
  if (ledger.vote.term == vote.term && ledger.vote.candidate != vote.candidate)
    findings_->violated(
        oracle::kPromiseKept,
        fmt::format("node {} votes for node {} in term {}, where it voted for node {}", node.value,
                    vote.candidate.value, vote.term.value, ledger.vote.candidate.value));
  if (ledger.vote.term < vote.term) ledger.vote = vote;
  voters_[{vote.term, vote.candidate}] |= std::uint64_t{1} << node.value;
  if (image.hard().term == vote.term && image.hard().voted_for != vote.candidate)
    findings_->violated(oracle::kPromiseEarly,
                        fmt::format("node {} votes for node {} in term {} before that is on its disk",
                                    node.value, vote.candidate.value, vote.term.value));
}

void Promises::became_leader(NodeId node, Term term, const DiskImage& image) {
  std::uint64_t voters = voters_[{term, node}];
  if (image.hard().term == term && image.hard().voted_for == node) voters |= std::uint64_t{1} << node.value;
  const auto count = static_cast<std::size_t>(std::popcount(voters));
  const std::size_t nodes = nodes_.size() - 1;
  if (2 * count > nodes) return;
  findings_->violated(oracle::kOneLeader, fmt::format("node {} leads term {} by the votes of {} of {} nodes",
                                                      node.value, term.value, count, nodes));
}

void Promises::promise_entries(const Leaving& way, const raft::AppendReply& reply) {
  // A reply of an earlier term, held until now, speaks of a log that a newer leader may have changed since.
  if (reply.term != way.current || way.image.base().index >= reply.match) return;
  const Term term = way.image.term_at(reply.match);
  if (term == Term{0} || term != way.logs.term_at(way.from, reply.match)) {
    findings_->violated(
        oracle::kPromiseEarly,
        fmt::format("node {} acknowledges entries up to {} while its disk ends at {} with term {}",
                    way.from.value, reply.match.value, way.image.last().value,
                    way.image.term_at(way.image.last()).value));
    return;
  }
  Node& ledger = nodes_[way.from.value];
  if (reply.match > ledger.acknowledged.index) ledger.acknowledged = {term, reply.match};
}

void Promises::truncated(NodeId node, LogIndex from) {
  raft::LogPosition& acknowledged = nodes_[node.value].acknowledged;
  if (acknowledged.index >= from) acknowledged = {};
}

void Promises::check_restart(NodeId node, const DiskImage& image) {
  const Node& ledger = nodes_[node.value];
  const raft::HardState& hard = image.hard();
  if (hard.term < ledger.term)
    findings_->violated(oracle::kPromiseKept,
                        fmt::format("node {} restarts in term {}; it has spoken in term {}", node.value,
                                    hard.term.value, ledger.term.value));
  if (hard.term == ledger.vote.term && hard.voted_for != ledger.vote.candidate)
    findings_->violated(
        oracle::kPromiseKept,
        fmt::format("node {} restarts with a vote for node {} in term {}; it voted for node {}", node.value,
                    hard.voted_for.value, hard.term.value, ledger.vote.candidate.value));
  const raft::LogPosition acknowledged = ledger.acknowledged;
  if (acknowledged.index <= image.base().index) return;
  if (image.term_at(acknowledged.index) != acknowledged.term)
    findings_->violated(oracle::kPromiseKept,
                        fmt::format("node {} restarts without entry {} (term {}), which it acknowledged",
                                    node.value, acknowledged.index.value, acknowledged.term.value));
}

}  // namespace pawl::sim
