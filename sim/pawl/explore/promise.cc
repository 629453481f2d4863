#include "sim/pawl/explore/promise.h"

#include <fmt/format.h>

namespace pawl::sim::explore {

namespace {

bool is_durable(const raft::Raft& raft, const Disk& disk, LogIndex match) {
  if (match <= disk.base.index) return true;
  const raft::Entry* on_disk = disk.at(match);
  return on_disk != nullptr && raft.term_at(match) == on_disk->term;
}

}  // namespace

std::string broken_promise(const raft::Raft& raft, const Disk& disk, const raft::Addressed& sent) {
  const std::uint64_t self = raft.options().self.value;
  const Term term = raft::term_of(sent.message);
  if (const auto* reply = std::get_if<raft::AppendReply>(&sent.message)) {
    if (!is_durable(raft, disk, reply->match))
      return fmt::format("{} acknowledges entry {}, which is not on its disk", self, reply->match.value);
  }
  if (const auto* reply = std::get_if<raft::VoteReply>(&sent.message)) {
    // A rehearsal speaks of a term that nobody is in yet.
    if (reply->round == raft::Round::PreVote) return {};
    if (reply->granted && disk.hard != raft::HardState{term, sent.to})
      return fmt::format("{} grants a vote that is not on its disk", self);
  }
  if (const auto* request = std::get_if<raft::VoteRequest>(&sent.message)) {
    if (request->round == raft::Round::PreVote) return {};
    if (disk.hard != raft::HardState{term, raft.options().self})
      return fmt::format("{} asks for votes before its own is on its disk", self);
  }
  if (disk.hard.term < term)
    return fmt::format("{} speaks in term {}, and its disk does not know that term", self, term.value);
  return {};
}

}  // namespace pawl::sim::explore
