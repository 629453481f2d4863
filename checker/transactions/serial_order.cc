#include "checker/transactions/serial_order.h"

#include <algorithm>
#include <queue>
#include <utility>

namespace pawl::checker {
namespace {

class Scheduler {
 public:
  Scheduler(const TransactionLog& log, const Versions& versions, const Graph& graph, const Relation& relation)
      : log_(log),
        versions_(versions),
        graph_(graph),
        relation_(relation),
        arrivals_(graph.node_count(), 0),
        next_blocked_(log.all.size(), kNowhere),
        blocked_(versions.keys.size(), kNowhere),
        present_(versions.keys.size(), kNoVersion) {}

  std::optional<std::vector<TxnId>> run() {
    count_arrivals();
    count_readers();
    for (Node node = 0; node < graph_.node_count(); ++node) {
      if (arrivals_[node] == 0) release(node);
    }
    pass_junctions();
    while (!ready_.empty()) {
      const TxnId txn = ready_.top().second;
      ready_.pop();
      if (!is_blocked(txn)) place(txn);
    }
    if (order_.size() != expected_) return std::nullopt;
    return std::move(order_);
  }

 private:
  using Ready = std::pair<std::uint64_t, TxnId>;

  void count_arrivals() {
    for (Node node = 0; node < graph_.node_count(); ++node)
      graph_.for_each_after(node, relation_, [&](Node to, Reason, std::uint32_t) { ++arrivals_[to]; });
    for (TxnId txn = 0; txn < log_.all.size(); ++txn) expected_ += graph_.is_committed(txn) ? 1 : 0;
  }

  // Reads stand by their transactions.
  void count_readers() {
    read_begins_.assign(log_.all.size() + 1, 0);
    waiting_.assign(version_count() + versions_.keys.size(), 0);
    for (const OutsideRead& read : versions_.reads) {
      ++read_begins_[read.txn + 1];
      if (versions_.keys[read.key].kind == KeyKind::Register) ++waiting_[slot_of(read.key, read.version)];
    }
    for (std::size_t i = 1; i < read_begins_.size(); ++i) read_begins_[i] += read_begins_[i - 1];
  }

  std::size_t version_count() const { return versions_.count(); }
  std::size_t slot_of(std::uint32_t key, VersionId version) const {
    return version == kNoVersion ? version_count() + key : version;
  }
  std::span<const OutsideRead> reads_of(TxnId txn) const {
    return std::span(versions_.reads).subspan(read_begins_[txn], read_begins_[txn + 1] - read_begins_[txn]);
  }

  void release(Node node) {
    if (!graph_.is_transaction(node)) {
      junctions_.push_back(node);
    } else if (graph_.is_committed(node)) {
      // What never returned goes by its call, behind what returned before that.
      const Transaction& txn = log_.all[node];
      ready_.emplace(txn.ret == kNever ? std::uint64_t{txn.call} + kLate : txn.ret, node);
    }
  }

  void leave(Node node) {
    graph_.for_each_after(node, relation_, [&](Node to, Reason, std::uint32_t) {
      if (--arrivals_[to] == 0) release(to);
    });
  }

  void pass_junctions() {
    while (!junctions_.empty()) {
      const Node node = junctions_.back();
      junctions_.pop_back();
      leave(node);
    }
  }

  // True if somebody else has to read first what this transaction would write over; it will be asked again.
  bool is_blocked(TxnId txn) {
    for (const Step& step : log_.steps_of(txn)) {
      if (step.kind != StepKind::Write || versions_.keys[step.key].kind != KeyKind::Register) continue;
      std::uint32_t others = waiting_[slot_of(step.key, present_[step.key])];
      for (const OutsideRead& read : reads_of(txn)) {
        if (read.key == step.key && read.version == present_[step.key]) --others;
      }
      if (others == 0) continue;
      next_blocked_[txn] = blocked_[step.key];
      blocked_[step.key] = txn;
      return true;
    }
    return false;
  }

  void place(TxnId txn) {
    order_.push_back(txn);
    for (const OutsideRead& read : reads_of(txn)) {
      if (versions_.keys[read.key].kind != KeyKind::Register) continue;
      if (--waiting_[slot_of(read.key, read.version)] <= 1) wake(read.key);
    }
    for (const Step& step : log_.steps_of(txn)) {
      if (step.kind != StepKind::Write || versions_.keys[step.key].kind != KeyKind::Register) continue;
      present_[step.key] = versions_.find(step.key, step.value);
      wake(step.key);
    }
    leave(txn);
    pass_junctions();
  }

  void wake(std::uint32_t key) {
    for (TxnId txn = std::exchange(blocked_[key], kNowhere); txn != kNowhere;) {
      const TxnId next = std::exchange(next_blocked_[txn], kNowhere);
      release(txn);
      txn = next;
    }
  }

  static constexpr std::uint64_t kLate = 64;  // a few operations are in flight while one is

  const TransactionLog& log_;
  const Versions& versions_;
  const Graph& graph_;
  const Relation& relation_;
  std::vector<std::uint32_t> arrivals_;
  std::vector<std::uint32_t> read_begins_;
  std::vector<std::uint32_t> waiting_;  ///< by version, then by key for the value before all
  std::vector<TxnId> next_blocked_;
  std::vector<TxnId> blocked_;  ///< by key, the first of a list
  std::vector<VersionId> present_;
  std::vector<Node> junctions_;
  std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready_;
  std::size_t expected_ = 0;
  std::vector<TxnId> order_;
};

}  // namespace

std::optional<std::vector<TxnId>> find_order(const TransactionLog& log, const Versions& versions,
                                             const Graph& graph, const Relation& relation) {
  return Scheduler(log, versions, graph, relation).run();
}

}  // namespace pawl::checker
