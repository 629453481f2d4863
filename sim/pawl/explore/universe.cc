#include "sim/pawl/explore/universe.h"

#include <utility>

#include "core/base/check.h"

namespace pawl::sim::explore {

namespace {

/// What a node takes besides itself: its entries, members and unsynced writes.
constexpr std::uint64_t kNodeHeapBytes = 700;

std::uint64_t key_of(Number node, Cause cause) {
  PAWL_CHECK(node < (1U << 28U));
  return std::uint64_t{node} << 36U | static_cast<std::uint64_t>(cause.act) << 32U | cause.argument;
}

}  // namespace

Universe::Universe(const Bounds& bounds, bool remembers)
    : bounds_(bounds), remembers_(remembers), names_(all_names(bounds)), scratch_(NodeId{1}, bounds) {
  number_of_ghost(Ghost{});
}

Number Universe::number_of_node(const Node& node) {
  const Digest key = canonical(node, names_.front(), bounds_);
  if (const auto known = known_nodes_.find(key)) return *known;
  const auto number = static_cast<Number>(nodes_.size());
  known_nodes_.insert(key, number);
  nodes_.push_back(node);
  node_facts_.push_back(facts_of(node));
  node_hashes_.push_back(key);
  for (std::size_t way = 1; way < names_.size(); ++way)
    node_hashes_.push_back(canonical(node, names_[way], bounds_));
  return number;
}

Number Universe::number_of_message(const Envelope& envelope) {
  const Digest key = canonical(envelope, names_.front(), bounds_);
  if (const auto known = known_messages_.find(key)) return *known;
  const auto number = static_cast<Number>(messages_.size());
  known_messages_.insert(key, number);
  messages_.push_back(envelope);
  message_facts_.push_back(facts_of(envelope));
  message_facts_.back().content =
      canonical(Envelope{kNobody, kNobody, envelope.message}, names_.front(), bounds_).low;
  message_hashes_.push_back(key);
  for (std::size_t way = 1; way < names_.size(); ++way)
    message_hashes_.push_back(canonical(envelope, names_[way], bounds_));
  return number;
}

Number Universe::number_of_ghost(const Ghost& ghost) {
  const Digest key = canonical(ghost, names_.front());
  if (const auto known = known_ghosts_.find(key)) return *known;
  const auto number = static_cast<Number>(ghosts_.size());
  known_ghosts_.insert(key, number);
  ghosts_.push_back(ghost);
  ghost_hashes_.push_back(key);
  for (std::size_t way = 1; way < names_.size(); ++way)
    ghost_hashes_.push_back(canonical(ghost, names_[way]));
  return number;
}

Number Universe::number_of_wrong(std::string text) {
  wrongs_.push_back(std::move(text));
  return static_cast<Number>(wrongs_.size() - 1);
}

Step Universe::step(Number node, Cause cause) {
  const std::uint64_t key = key_of(node, cause);
  const auto known = known_steps_.find(key);
  if (known && remembers_) return shown(records_[*known]);
  if (known) {
    // Made again all the same: it must be the same step.
    const Record again = run(node, cause);
    PAWL_CHECK(again.node == records_[*known].node);
    PAWL_CHECK(again.sent_count == records_[*known].sent_count);
    sent_.resize(again.sent_begin);
    committed_.resize(again.committed_begin);
    ready_.resize(again.ready_begin);
    return shown(records_[*known]);
  }
  known_steps_.insert(key, static_cast<Number>(records_.size()));
  records_.push_back(run(node, cause));
  return shown(records_.back());
}

Universe::Record Universe::run(Number node, Cause cause) {
  ++core_steps_;
  scratch_ = nodes_[node];
  Input input{.act = cause.act};
  if (cause.act == Act::Deliver) input.envelope = &messages_[cause.argument];
  if (cause.act == Act::Propose) input.command = static_cast<std::uint8_t>(cause.argument);
  scratch_.step(input, bounds_, outcome_);
  Record record;
  record.node = node;
  record.sent_begin = static_cast<Number>(sent_.size());
  record.committed_begin = static_cast<Number>(committed_.size());
  record.ready_begin = static_cast<Number>(ready_.size());
  if (!outcome_.wrong.empty()) {
    record.wrong = number_of_wrong(outcome_.wrong);
    return record;
  }
  record.node = number_of_node(scratch_);
  for (const Envelope& it : outcome_.sent) sent_.push_back(number_of_message(it));
  record.sent_count = static_cast<std::uint8_t>(outcome_.sent.size());
  for (const raft::Entry& it : outcome_.committed)
    committed_.push_back({static_cast<std::uint8_t>(it.index.value),
                          {static_cast<std::uint8_t>(it.term.value), number_of(it)}});
  record.committed_count = static_cast<std::uint8_t>(outcome_.committed.size());
  for (const raft::ReadReady& it : outcome_.ready)
    ready_.push_back(
        {static_cast<std::uint8_t>(it.ticket.seq.value), static_cast<std::uint8_t>(it.index.value)});
  record.ready_count = static_cast<std::uint8_t>(outcome_.ready.size());
  if (outcome_.began) record.began = static_cast<std::uint8_t>(outcome_.began->seq.value);
  const NodeFacts& before = node_facts_[node];
  const NodeFacts& after = node_facts_[record.node];
  record.is_news = before.role != after.role || before.term != after.term || before.log != after.log ||
                   before.disk != after.disk || record.committed_count != 0 || record.ready_count != 0 ||
                   record.began != 0;
  return record;
}

Step Universe::shown(const Record& record) const {
  return {.node = record.node,
          .sent = std::span(sent_).subspan(record.sent_begin, record.sent_count),
          .committed = std::span(committed_).subspan(record.committed_begin, record.committed_count),
          .ready = std::span(ready_).subspan(record.ready_begin, record.ready_count),
          .began = record.began,
          .is_news = record.is_news,
          .wrong = record.wrong};
}

std::uint64_t Universe::bytes() const {
  return known_nodes_.bytes() + known_messages_.bytes() + known_ghosts_.bytes() + known_steps_.bytes() +
         nodes_.size() * (sizeof(Node) + kNodeHeapBytes) + messages_.size() * (sizeof(Envelope) + 64) +
         (node_hashes_.capacity() + message_hashes_.capacity() + ghost_hashes_.capacity()) * sizeof(Digest) +
         node_facts_.capacity() * sizeof(NodeFacts) + message_facts_.capacity() * sizeof(MessageFacts) +
         ghosts_.capacity() * sizeof(Ghost) + records_.capacity() * sizeof(Record) +
         sent_.capacity() * sizeof(Number);
}

}  // namespace pawl::sim::explore
