#include "core/wire/messages.h"

#include <utility>

#include "core/base/overloaded.h"
#include "core/wire/entry.h"
#include "core/wire/operations.h"
#include "core/wire/outcomes.h"

namespace pawl::wire {
namespace {

void write_position(raft::LogPosition from, proto::LogPosition& to) {
  to.set_term(from.term.value);
  to.set_index(from.index.value);
}

raft::LogPosition read_position(const proto::LogPosition& from) {
  return {.term = {from.term()}, .index = {from.index()}};
}

proto::Round write_round(raft::Round from) {
  switch (from) {
    case raft::Round::PreVote: return proto::ROUND_PRE_VOTE;
    case raft::Round::Vote: return proto::ROUND_VOTE;
  }
  std::unreachable();
}

std::expected<raft::Round, WireError> read_round(proto::Round from) {
  if (from == proto::ROUND_PRE_VOTE) return raft::Round::PreVote;
  if (from == proto::ROUND_VOTE) return raft::Round::Vote;
  return wrong("round is missing or of a later version");
}

proto::Urgency write_urgency(raft::Urgency from) {
  switch (from) {
    case raft::Urgency::Patient: return proto::URGENCY_PATIENT;
    case raft::Urgency::LeadershipTransfer: return proto::URGENCY_LEADERSHIP_TRANSFER;
  }
  std::unreachable();
}

std::expected<raft::Urgency, WireError> read_urgency(proto::Urgency from) {
  if (from == proto::URGENCY_PATIENT) return raft::Urgency::Patient;
  if (from == proto::URGENCY_LEADERSHIP_TRANSFER) return raft::Urgency::LeadershipTransfer;
  return wrong("urgency is missing or of a later version");
}

void write_append(const raft::AppendRequest& from, EntryCache& cache, proto::AppendRequest& to) {
  to.set_term(from.term.value);
  write_position(from.previous, *to.mutable_previous());
  for (const raft::Entry& entry : from.entries) to.add_entries(*cache.get(entry));
  to.set_commit(from.commit.value);
  to.set_read(from.read.value);
  to.set_everywhere(from.everywhere.value);
}

void write_raft(const raft::Message& from, EntryCache& cache, proto::PeerMessage& to) {
  std::visit(
      Overloaded{
          [&](const raft::VoteRequest& message) {
            proto::VoteRequest& out = *to.mutable_vote_request();
            out.set_term(message.term.value);
            out.set_round(write_round(message.round));
            out.set_urgency(write_urgency(message.urgency));
            write_position(message.last, *out.mutable_last());
          },
          [&](const raft::VoteReply& message) {
            proto::VoteReply& out = *to.mutable_vote_reply();
            out.set_term(message.term.value);
            out.set_round(write_round(message.round));
            out.set_granted(message.granted);
          },
          [&](const raft::AppendRequest& message) {
            write_append(message, cache, *to.mutable_append_request());
          },
          [&](const raft::AppendReply& message) {
            proto::AppendReply& out = *to.mutable_append_reply();
            out.set_term(message.term.value);
            out.set_match(message.match.value);
            out.set_read(message.read.value);
          },
          [&](const raft::AppendRefusal& message) {
            proto::AppendRefusal& out = *to.mutable_append_refusal();
            out.set_term(message.term.value);
            write_position(message.refused, *out.mutable_refused());
            write_position(message.hint, *out.mutable_hint());
            out.set_read(message.read.value);
          },
          [&](const raft::CampaignNow& message) { to.mutable_campaign_now()->set_term(message.term.value); },
      },
      from);
}

using Entries = std::vector<ReceivedEnvelope::ReceivedEntry>;
using ReadMessage = std::expected<node::PeerMessage, WireError>;

ReadMessage read_vote_request(const proto::VoteRequest& from) {
  const auto round = read_round(from.round());
  if (!round) return std::unexpected(round.error());
  const auto urgency = read_urgency(from.urgency());
  if (!urgency) return std::unexpected(urgency.error());
  if (!from.has_last()) return wrong("VoteRequest.last is missing");
  return raft::VoteRequest{
      .term = {from.term()}, .round = *round, .urgency = *urgency, .last = read_position(from.last())};
}

ReadMessage read_append(proto::AppendRequest& from, Entries& entries) {
  if (!from.has_previous()) return wrong("AppendRequest.previous is missing");
  raft::AppendRequest message{.term = {from.term()},
                              .previous = read_position(from.previous()),
                              .entries = {},
                              .commit = {from.commit()},
                              .read = {from.read()},
                              .everywhere = {from.everywhere()}};
  message.entries.reserve(static_cast<std::size_t>(from.entries_size()));
  for (std::string& bytes : *from.mutable_entries()) {
    auto entry = decode_entry(bytes);
    if (!entry) return std::unexpected(entry.error());
    // Raft relies on it, and a leader never sends anything else.
    if (entry->index != message.previous.index.plus(message.entries.size() + 1)) {
      return wrong("AppendRequest.entries: not consecutive after `previous`");
    }
    if (entry->term > message.term) return wrong("AppendRequest.entries: of a later term than the leader's");
    entries.push_back({.position = {.term = entry->term, .index = entry->index},
                       .encoded = std::make_shared<const std::string>(std::move(bytes))});
    message.entries.push_back(std::move(*entry));
  }
  return message;
}

ReadMessage read_refusal(const proto::AppendRefusal& from) {
  if (!from.has_refused() || !from.has_hint()) return wrong("AppendRefusal: a position is missing");
  return raft::AppendRefusal{.term = {from.term()},
                             .refused = read_position(from.refused()),
                             .hint = read_position(from.hint()),
                             .read = {from.read()}};
}

ReadMessage read_forwarded_request(proto::ForwardedRequest& from) {
  if (!from.has_content()) return wrong("ForwardedRequest.content is missing");
  auto content = read_ask(*from.mutable_content());
  if (!content) return std::unexpected(content.error());
  return node::ForwardedRequest{
      .id = from.id(), .life = from.life(), .term = {from.term()}, .content = std::move(*content)};
}

ReadMessage read_forwarded_outcome(proto::ForwardedOutcome& from) {
  if (!from.has_outcome()) return wrong("ForwardedOutcome.outcome is missing");
  auto outcome = read_outcome(*from.mutable_outcome());
  if (!outcome) return std::unexpected(outcome.error());
  return node::ForwardedOutcome{.id = from.id(), .life = from.life(), .outcome = std::move(*outcome)};
}

ReadMessage read_vote_reply(const proto::VoteReply& from) {
  const auto round = read_round(from.round());
  if (!round) return std::unexpected(round.error());
  return raft::VoteReply{.term = {from.term()}, .round = *round, .granted = from.granted()};
}

}  // namespace

void write_message(const node::PeerMessage& from, EntryCache& cache, proto::PeerMessage& to) {
  std::visit(Overloaded{
                 [&](const raft::Message& message) { write_raft(message, cache, to); },
                 [&](const node::ForwardedRequest& request) {
                   proto::ForwardedRequest& out = *to.mutable_forwarded_request();
                   out.set_id(request.id);
                   out.set_life(request.life);
                   out.set_term(request.term.value);
                   write_ask(request.content, *out.mutable_content());
                 },
                 [&](const node::ForwardedOutcome& outcome) {
                   proto::ForwardedOutcome& out = *to.mutable_forwarded_outcome();
                   out.set_id(outcome.id);
                   out.set_life(outcome.life);
                   write_outcome(outcome.outcome, *out.mutable_outcome());
                 },
             },
             from);
}

std::expected<node::PeerMessage, WireError> read_message(proto::PeerMessage& from, Entries& entries) {
  switch (from.message_case()) {
    case proto::PeerMessage::kVoteRequest: return read_vote_request(from.vote_request());
    case proto::PeerMessage::kVoteReply: return read_vote_reply(from.vote_reply());
    case proto::PeerMessage::kAppendRequest: return read_append(*from.mutable_append_request(), entries);
    case proto::PeerMessage::kAppendReply:
      return raft::AppendReply{.term = {from.append_reply().term()},
                               .match = {from.append_reply().match()},
                               .read = {from.append_reply().read()}};
    case proto::PeerMessage::kAppendRefusal: return read_refusal(from.append_refusal());
    case proto::PeerMessage::kCampaignNow: return raft::CampaignNow{.term = {from.campaign_now().term()}};
    case proto::PeerMessage::kForwardedRequest:
      return read_forwarded_request(*from.mutable_forwarded_request());
    case proto::PeerMessage::kForwardedOutcome:
      return read_forwarded_outcome(*from.mutable_forwarded_outcome());
    case proto::PeerMessage::MESSAGE_NOT_SET: break;
  }
  return wrong("PeerMessage.message is missing or of a later version");
}

}  // namespace pawl::wire
