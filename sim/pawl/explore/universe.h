#pragma once
// All nodes, messages and observers that a search has met, each once, under a number; and all steps that
// nodes have made. A world is a handful of these numbers. Of nodes that are the same up to what makes no
// difference the first that was met stands for all.

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sim/explore/open_table.h"
#include "sim/pawl/explore/canonical.h"
#include "sim/pawl/explore/facts.h"
#include "sim/pawl/explore/ghost.h"

namespace pawl::sim::explore {

using Number = std::uint32_t;

/// One input of one node: the number of a message or a command belongs to it, or 0.
struct Cause {
  Act act;
  Number argument = 0;
};

/// What a node's step leads to. The spans live as long as the universe does not make another step.
struct Step {
  Number node = 0;
  std::span<const Number> sent;
  std::span<const IndexedSlot> committed;
  std::span<const ReadySeq> ready;
  std::uint8_t began = 0;
  /// Something happened that concerns the observer.
  bool is_news = false;
  /// Number of a text; 0 if nothing is wrong.
  Number wrong = 0;
};

/// A node's step as it happened in a world, for those who tell the way.
struct Moment {
  std::uint8_t node = 0;
  Cause cause;
  /// The message stays under way.
  bool is_copy = false;
};

class Universe {
 public:
  /// If `remembers` is false every step is made by the core each time it is asked for.
  Universe(const Bounds& bounds, bool remembers);

  const Bounds& bounds() const { return bounds_; }
  std::size_t names_count() const { return names_.size(); }

  Number number_of_node(const Node& node);
  Number number_of_message(const Envelope& envelope);
  Number number_of_ghost(const Ghost& ghost);
  Number number_of_wrong(std::string text);

  const Node& node(Number number) const { return nodes_[number]; }
  const NodeFacts& node_facts(Number number) const { return node_facts_[number]; }
  const Envelope& message(Number number) const { return messages_[number]; }
  const MessageFacts& message_facts(Number number) const { return message_facts_[number]; }
  const Ghost& ghost(Number number) const { return ghosts_[number]; }
  const std::string& wrong(Number number) const { return wrongs_[number]; }

  /// Canonical hashes under each way of naming, `names_count()` of them.
  const Digest* node_hashes(Number number) const { return &node_hashes_[number * names_.size()]; }
  const Digest* message_hashes(Number number) const { return &message_hashes_[number * names_.size()]; }
  const Digest* ghost_hashes(Number number) const { return &ghost_hashes_[number * names_.size()]; }

  Step step(Number node, Cause cause);

  std::uint64_t nodes_known() const { return nodes_.size(); }
  std::uint64_t messages_known() const { return messages_.size(); }
  /// Steps that the core made.
  std::uint64_t core_steps() const { return core_steps_; }
  /// About what all tables take.
  std::uint64_t bytes() const;

  /// Where worlds note the steps of their nodes; null: nowhere.
  std::vector<Moment>* journal = nullptr;

 private:
  struct Record {
    Number node = 0;
    Number wrong = 0;
    Number sent_begin = 0;
    Number committed_begin = 0;
    Number ready_begin = 0;
    std::uint8_t sent_count = 0;
    std::uint8_t committed_count = 0;
    std::uint8_t ready_count = 0;
    std::uint8_t began = 0;
    bool is_news = false;
  };

  Record run(Number node, Cause cause);
  Step shown(const Record& record) const;

  Bounds bounds_;
  bool remembers_;
  std::vector<Names> names_;

  NumberTable<Digest> known_nodes_;
  std::deque<Node> nodes_;
  std::vector<NodeFacts> node_facts_;
  std::vector<Digest> node_hashes_;

  NumberTable<Digest> known_messages_;
  std::deque<Envelope> messages_;
  std::vector<MessageFacts> message_facts_;
  std::vector<Digest> message_hashes_;

  NumberTable<Digest> known_ghosts_;
  std::vector<Ghost> ghosts_;
  std::vector<Digest> ghost_hashes_;

  NumberTable<std::uint64_t> known_steps_;
  std::vector<Record> records_;
  std::vector<Number> sent_;
  std::vector<IndexedSlot> committed_;
  std::vector<ReadySeq> ready_;
  std::vector<std::string> wrongs_{std::string()};

  std::uint64_t core_steps_ = 0;
  /// Where the core makes its steps; their memory is used again and again.
  Node scratch_;
  Outcome outcome_;
};

}  // namespace pawl::sim::explore
