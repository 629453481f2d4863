#include "checker/transactions/graph.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "checker/transactions/register_order.h"

namespace pawl::checker {
namespace {

constexpr std::uint32_t bit(Reason reason) { return 1U << static_cast<unsigned>(reason); }

constexpr std::uint32_t kAny = bit(Reason::Write) | bit(Reason::Through);
constexpr std::uint32_t kCommitted = kAny | bit(Reason::WriteOfLost) | bit(Reason::Read);
constexpr std::uint32_t kIsolated = kCommitted | bit(Reason::WriteAtFirst) | bit(Reason::Anti);
constexpr std::uint32_t kTimed = kIsolated | bit(Reason::WriteByTime) | bit(Reason::AntiByTime);

}  // namespace

Relation relation_of(Level level) {
  switch (level) {
    case Level::ReadUncommitted: return {.reasons = kAny | bit(Reason::WriteOfKnown)};
    case Level::ReadCommitted: return {.reasons = kCommitted};
    case Level::SnapshotIsolation: return {.reasons = kIsolated, .forbids_adjacent = false};
    case Level::SessionSnapshotIsolation:
      return {.reasons = kIsolated, .has_process = true, .forbids_adjacent = false};
    case Level::StrongSnapshotIsolation:
      return {.reasons = kTimed, .has_process = true, .has_time = true, .forbids_adjacent = false};
    case Level::Serializable: return {.reasons = kIsolated};
    case Level::SessionSerializable: return {.reasons = kIsolated, .has_process = true};
    case Level::StrictSerializable: return {.reasons = kTimed, .has_process = true, .has_time = true};
  }
  return {};
}

Graph::Graph(const TransactionLog& log, Versions& versions)
    : transaction_count_(static_cast<Node>(log.all.size())),
      junction_next_(transaction_count_),
      is_committed_(versions.is_committed) {
  is_known_.resize(log.all.size());
  for (TxnId txn = 0; txn < log.all.size(); ++txn) is_known_[txn] = log.all[txn].outcome == Outcome::Ok;
  add_lists(versions);
  add_registers(log, versions);
  add_processes(log);
  moment_begin_ = junction_next_;
  add_moments(log);
  pack();
}

void Graph::add(Node from, Node to, Reason reason, std::uint32_t key) {
  if (from == to) return;
  if (reason == Reason::Write && is_transaction(from) && is_transaction(to) &&
      !(is_known_[from] && is_known_[to]))
    reason = Reason::WriteOfLost;
  raw_.push_back({.from = from, .to = to, .packed = key << 4 | static_cast<std::uint32_t>(reason)});
}

void Graph::add_lists(Versions& versions) {
  // The next version that took effect behind each place of each order.
  std::vector<std::vector<TxnId>> tail_readers;
  std::vector<std::uint32_t> tail_of(versions.keys.size(), kNowhere);
  for (std::uint32_t key = 0; key < versions.keys.size(); ++key) {
    if (versions.keys[key].kind != KeyKind::List || !versions.keys[key].has_order) continue;
    tail_of[key] = static_cast<std::uint32_t>(tail_readers.size());
    tail_readers.emplace_back();
    TxnId last = kNowhere;
    for (const VersionId id : versions.order_of(key)) {
      const TxnId writer = versions[id].writer;
      if (!is_committed_[writer]) continue;
      if (last != kNowhere) add(last, writer, Reason::Write, key);
      last = writer;
    }
  }
  for (const auto& [before, after] : versions.reduced_pairs)
    add(versions[before].writer, versions[after].writer, Reason::WriteOfKnown, versions[after].key);
  for (const OutsideRead& read : versions.reads) {
    if (tail_of[read.key] == kNowhere) continue;
    const auto order = versions.order_of(read.key);
    if (read.version != kNoVersion && is_committed_[versions[read.version].writer])
      add(versions[read.version].writer, read.txn, Reason::Read, read.key);
    std::size_t next = read.count;
    while (next < order.size() && !is_committed_[versions[order[next]].writer]) ++next;
    if (next < order.size()) {
      add(read.txn, versions[order[next]].writer, Reason::Anti, read.key);
    } else {
      tail_readers[tail_of[read.key]].push_back(read.txn);
    }
  }
  for (std::uint32_t key = 0; key < tail_of.size(); ++key) {
    if (tail_of[key] != kNowhere) add_tail(versions, key, tail_readers[tail_of[key]]);
  }
}

// What was appended and never read stands behind all that was, in an order of its own.
void Graph::add_tail(Versions& versions, std::uint32_t key, std::span<const TxnId> readers) {
  const auto order = versions.order_of(key);
  TxnId last = kNowhere;
  TxnId last_known = kNowhere;
  for (const VersionId id : order) {
    const TxnId writer = versions[id].writer;
    if (is_committed_[writer]) last = writer;
    if (is_known_[writer]) last_known = writer;
  }
  std::vector<TxnId> unread;
  for (VersionId id = versions.first_of(key); id < versions.first_of(key) + versions.of_key(key).size();
       ++id) {
    const TxnId writer = versions[id].writer;
    if (versions.place(id) != kNowhere || !is_committed_[writer]) continue;
    if (unread.empty() || unread.back() != writer) unread.push_back(writer);
  }
  if (unread.empty()) return;
  if (unread.size() > 1) has_open_order_ = true;
  for (const TxnId writer : unread) {
    if (last != kNowhere) add(last, writer, Reason::Write, key);
    if (last_known != kNowhere && last_known != last && is_known_[writer])
      add(last_known, writer, Reason::WriteOfKnown, key);
  }
  // Who read all that was read and appended the next: two of them lost an update.
  std::vector<TxnId> updaters;
  for (const TxnId reader : readers) {
    if (std::ranges::binary_search(unread, reader)) updaters.push_back(reader);
  }
  std::ranges::sort(updaters);
  updaters.erase(std::ranges::unique(updaters).begin(), updaters.end());
  const bool is_seen_alike = order.empty() || is_committed_[versions[order.back()].writer];
  if (updaters.size() > 1 && is_seen_alike) {
    versions.found.push_back({.anomaly = Anomaly::LostUpdate,
                              .refutes = Level::SnapshotIsolation,
                              .key = key,
                              .value = order.empty() ? kNoValue : versions[order.back()].value,
                              .transactions = {updaters[0], updaters[1]}});
  }
  if (updaters.size() > 1) {
    add(updaters[0], updaters[1], Reason::Anti, key);
    add(updaters[1], updaters[0], Reason::Anti, key);
  } else if (updaters.size() == 1) {
    for (const TxnId writer : unread) add(updaters[0], writer, Reason::Anti, key);
  }
  const Node tail = junction();
  for (const TxnId reader : readers) {
    if (!std::ranges::binary_search(updaters, reader)) add(reader, tail, Reason::Anti, key);
  }
  for (const TxnId writer : unread) add(tail, writer, Reason::Through, key);
}

void Graph::add_registers(const TransactionLog& log, const Versions& versions) {
  RegisterOrder order(log, versions, *this);
  order.add_all();
}

void Graph::add_processes(const TransactionLog& log) {
  process_next_.assign(log.all.size(), kNowhere);
  std::unordered_map<std::int64_t, TxnId> last;
  for (TxnId txn = 0; txn < log.all.size(); ++txn) {
    if (!is_committed_[txn]) continue;
    const auto [found, is_new] = last.try_emplace(log.all[txn].process, txn);
    if (is_new) continue;
    if (log.all[found->second].ret < log.all[txn].call) process_next_[found->second] = txn;
    found->second = txn;
  }
}

void Graph::add_moments(const TransactionLog& log) {
  moments_.assign(log.all.size(), kNowhere);
  for (TxnId txn = 0; txn < log.all.size(); ++txn) {
    if (is_known_[txn]) ended_.push_back(txn);
  }
  std::ranges::sort(ended_, {}, [&](TxnId txn) { return log.all[txn].ret; });
  TxnId next_called = 0;
  for (std::uint32_t moment = 0; moment < ended_.size(); ++moment) {
    moments_[ended_[moment]] = moment;
    while (next_called < log.all.size() && log.all[next_called].call < log.all[ended_[moment]].ret)
      ++next_called;
    first_called_.push_back(next_called);
  }
  first_called_.push_back(static_cast<TxnId>(log.all.size()));
}

// Edges sorted by where they begin.
void Graph::pack() {
  begins_.assign(moment_begin_ + 1, 0);
  for (const Raw& raw : raw_) ++begins_[raw.from + 1];
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  edges_.resize(raw_.size());
  std::vector<std::uint32_t> at(begins_.begin(), begins_.end() - 1);
  for (const Raw& raw : raw_) edges_[at[raw.from]++] = {.to = raw.to, .packed = raw.packed};
  raw_ = {};
}

}  // namespace pawl::checker
