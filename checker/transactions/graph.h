#pragma once
// Which transaction comes after which, and why: the dependencies as arrays, the order of processes and real
// time as what follows from the calls and returns themselves. All of it is linear in the history.

#include <cstdint>
#include <span>
#include <vector>

#include "checker/transactions/level.h"
#include "checker/transactions/versions.h"

namespace pawl::checker {

/// Why one node comes after another. What only some levels promise is a reason of its own.
enum class Reason : std::uint8_t {
  Write,         ///< next in a list
  WriteOfKnown,  ///< the same with what transactions of unknown outcome appended passed over
  WriteOfLost,   ///< next in a list, and one of the two has an unknown outcome
  Read,
  WriteAtFirst,  ///< begins with the first value of a register, the other does not
  Anti,
  WriteByTime,  ///< real time says which of two values of a register was first
  AntiByTime,
  Through,   ///< from a junction on: whatever led to it
  Process,   ///< not in the arrays
  Realtime,  ///< not in the arrays
};

constexpr bool is_anti(Reason reason) { return reason == Reason::Anti || reason == Reason::AntiByTime; }

/// What a level forbids cycles of.
struct Relation {
  std::uint32_t reasons = 0;  ///< a bit for each
  bool has_process = false;
  bool has_time = false;
  bool forbids_adjacent = true;  ///< false: only cycles without two neighbouring anti-dependencies
  bool has(Reason reason) const { return (reasons >> static_cast<unsigned>(reason) & 1U) != 0; }
};

Relation relation_of(Level level);

using Node = std::uint32_t;

/// Nodes are transactions, then junctions, then the moments at which answered transactions ended, in their
/// order: a transaction leads to its own moment, a moment to the next one, and to what was called before
/// that.
class Graph {
 public:
  struct Edge {
    Node to = 0;
    std::uint32_t packed = 0;
    Reason reason() const { return static_cast<Reason>(packed & 15U); }
    std::uint32_t key() const { return packed >> 4; }
  };

  Graph(const TransactionLog& log, Versions& versions);

  Node transaction_count() const { return transaction_count_; }
  Node node_count() const { return moment_begin_ + static_cast<Node>(ended_.size()); }
  bool is_transaction(Node node) const { return node < transaction_count_; }
  bool is_moment(Node node) const { return node >= moment_begin_; }
  bool is_committed(TxnId txn) const { return is_committed_[txn]; }

  std::span<const Edge> edges_of(Node node) const {
    if (node >= moment_begin_) return {};
    return std::span(edges_).subspan(begins_[node], begins_[node + 1] - begins_[node]);
  }
  /// The next transaction of its process that took effect, or kNowhere.
  TxnId next_in_process(TxnId txn) const { return process_next_[txn]; }
  /// The moment at which it ended, or kNowhere.
  Node moment_of(TxnId txn) const {
    return moments_[txn] == kNowhere ? kNowhere : moment_begin_ + moments_[txn];
  }
  /// Transactions called behind this moment and before the next: from the first to before the second.
  std::pair<TxnId, TxnId> called_after(Node moment) const {
    const std::size_t at = moment - moment_begin_;
    return {first_called_[at], first_called_[at + 1]};
  }

  /// Calls visit(node, reason, key) for all that comes after `node` in the relation.
  template <typename Visit>
  void for_each_after(Node node, const Relation& relation, const Visit& visit) const {
    for (const Edge& edge : edges_of(node)) {
      if (relation.has(edge.reason())) visit(edge.to, edge.reason(), edge.key());
    }
    if (is_transaction(node)) {
      if (relation.has_process && process_next_[node] != kNowhere)
        visit(process_next_[node], Reason::Process, 0U);
      if (relation.has_time && moments_[node] != kNowhere) visit(moment_of(node), Reason::Realtime, 0U);
    } else if (is_moment(node) && relation.has_time) {
      if (node + 1 < node_count()) visit(node + 1, Reason::Realtime, 0U);
      const auto [begin, end] = called_after(node);
      for (TxnId txn = begin; txn < end; ++txn) {
        if (is_committed_[txn]) visit(txn, Reason::Realtime, 0U);
      }
    }
  }

  /// Keys of which the order of some writes is left open, although everything was looked at.
  bool has_open_order() const { return has_open_order_; }

 private:
  struct Raw {
    Node from;
    Node to;
    std::uint32_t packed;
  };
  void add(Node from, Node to, Reason reason, std::uint32_t key);
  Node junction() { return junction_next_++; }
  void add_lists(Versions& versions);
  void add_tail(Versions& versions, std::uint32_t key, std::span<const TxnId> readers);
  void add_registers(const TransactionLog& log, const Versions& versions);
  void add_processes(const TransactionLog& log);
  void add_moments(const TransactionLog& log);
  void pack();

  Node transaction_count_ = 0;
  Node junction_next_ = 0;
  Node moment_begin_ = 0;
  bool has_open_order_ = false;
  std::vector<bool> is_committed_;
  std::vector<bool> is_known_;
  std::vector<Raw> raw_;
  std::vector<std::uint32_t> begins_;
  std::vector<Edge> edges_;
  std::vector<TxnId> process_next_;
  std::vector<std::uint32_t> moments_;  ///< by transaction
  std::vector<TxnId> ended_;            ///< by moment
  std::vector<TxnId> first_called_;     ///< by moment, and one more

  friend class RegisterOrder;
};

}  // namespace pawl::checker
