#pragma once
// Equality of those core types that have none of their own.

#include <vector>

#include "core/base/overloaded.h"
#include "core/node/command.h"
#include "core/node/effects.h"

namespace pawl::wire::test {

inline bool same(const machine::Query& a, const machine::Query& b) {
  if (a.index() != b.index()) return false;
  if (const auto* get = std::get_if<machine::SequenceGet>(&a)) {
    return get->name == std::get<machine::SequenceGet>(b).name;
  }
  const auto& x = std::get<machine::SequenceList>(a);
  const auto& y = std::get<machine::SequenceList>(b);
  return x.prefix == y.prefix && x.after == y.after && x.limit == y.limit;
}

inline bool same(const node::Ask& a, const node::Ask& b) {
  if (a.index() != b.index()) return false;
  if (const auto* request = std::get_if<machine::Request>(&a)) {
    return *request == std::get<machine::Request>(b);
  }
  return same(std::get<machine::Query>(a), std::get<machine::Query>(b));
}

inline bool same(const raft::Entry& a, const raft::Entry& b) {
  if (a.term != b.term || a.index != b.index || a.bytes != b.bytes) return false;
  if (!a.command || !b.command) return !a.command && !b.command;
  return a.command->now == b.command->now && a.command->wall == b.command->wall &&
         a.command->requests == b.command->requests;
}

inline bool same(const std::vector<raft::Entry>& a, const std::vector<raft::Entry>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

inline bool same(const raft::Message& a, const raft::Message& b) {
  if (a.index() != b.index()) return false;
  return std::visit(
      Overloaded{
          [&](const raft::VoteRequest& x) {
            const auto& y = std::get<raft::VoteRequest>(b);
            return x.term == y.term && x.round == y.round && x.urgency == y.urgency && x.last == y.last;
          },
          [&](const raft::VoteReply& x) {
            const auto& y = std::get<raft::VoteReply>(b);
            return x.term == y.term && x.round == y.round && x.granted == y.granted;
          },
          [&](const raft::AppendRequest& x) {
            const auto& y = std::get<raft::AppendRequest>(b);
            return x.term == y.term && x.previous == y.previous && same(x.entries, y.entries) &&
                   x.commit == y.commit && x.read == y.read && x.everywhere == y.everywhere;
          },
          [&](const raft::AppendReply& x) {
            const auto& y = std::get<raft::AppendReply>(b);
            return x.term == y.term && x.match == y.match && x.read == y.read;
          },
          [&](const raft::AppendRefusal& x) {
            const auto& y = std::get<raft::AppendRefusal>(b);
            return x.term == y.term && x.refused == y.refused && x.hint == y.hint && x.read == y.read;
          },
          [&](const raft::CampaignNow& x) { return x.term == std::get<raft::CampaignNow>(b).term; },
      },
      a);
}

inline bool same(const node::PeerMessage& a, const node::PeerMessage& b) {
  if (a.index() != b.index()) return false;
  return std::visit(Overloaded{
                        [&](const raft::Message& x) { return same(x, std::get<raft::Message>(b)); },
                        [&](const node::ForwardedRequest& x) {
                          const auto& y = std::get<node::ForwardedRequest>(b);
                          return x.id == y.id && x.life == y.life && x.term == y.term &&
                                 same(x.content, y.content);
                        },
                        [&](const node::ForwardedOutcome& x) {
                          const auto& y = std::get<node::ForwardedOutcome>(b);
                          return x.id == y.id && x.life == y.life && x.outcome == y.outcome;
                        },
                    },
                    a);
}

inline bool same(const std::vector<node::PeerMessage>& a, const std::vector<node::PeerMessage>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

}  // namespace pawl::wire::test
