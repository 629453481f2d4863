#pragma once
// What the search and its oracles need to know of a node or a message again and again, taken out of it once.

#include <array>
#include <cstdint>

#include "sim/pawl/explore/node.h"

namespace pawl::sim::explore {

/// An entry by what it says: its term, and the number of its command (0: a no-op).
struct Slot {
  std::uint8_t term = 0;
  std::uint8_t command = 0;
  bool operator==(const Slot&) const = default;
};

/// A log or the log on a disk. What was compacted is not known any more; it was committed, and everywhere.
struct Slots {
  std::uint8_t base = 0;
  std::uint8_t last = 0;
  /// By index, from 1.
  std::array<Slot, kLogMax + 1> at{};
  bool operator==(const Slots&) const = default;
  /// Whether `slot` may be the entry at `index`.
  bool has(std::size_t index, Slot slot) const {
    return index <= base || (index <= last && at[index] == slot);
  }
};

struct NodeFacts {
  raft::Role role = raft::Role::Follower;
  std::uint8_t self = 0;
  std::uint8_t term = 0;
  /// The term that is on the disk: no crash goes behind it.
  std::uint8_t durable_term = 0;
  std::uint8_t commit = 0;
  std::uint8_t unsynced = 0;
  /// A follower that has heard its leader within an election timeout.
  bool hears_leader = false;
  bool is_handing_over = false;
  Slots log;
  Slots disk;
};

enum class Kind : std::uint8_t {
  VoteRequest,
  VoteReply,
  AppendRequest,
  AppendReply,
  AppendRefusal,
  CampaignNow
};

struct MessageFacts {
  std::uint8_t from = 0;
  std::uint8_t to = 0;
  Kind kind = Kind::VoteRequest;
  bool is_pre_vote = false;
  bool is_granted = false;
  std::uint8_t term = 0;
  /// The order in which messages of one link tell more and more; `content` decides between equals, and names
  /// no node.
  std::uint64_t worth = 0;
  std::uint64_t content = 0;
  bool tells_less_than(const MessageFacts& other) const {
    return worth != other.worth ? worth < other.worth : content < other.content;
  }
};

NodeFacts facts_of(const Node& node);
MessageFacts facts_of(const Envelope& envelope);

/// Whether the message will never again do anything to its receiver, whatever happens to that. Who asks in an
/// old term is answered only if `answers_old_terms`.
bool is_dead(const MessageFacts& message, const NodeFacts& receiver, bool answers_old_terms);

}  // namespace pawl::sim::explore
