#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "checker/transactions/verify.h"

namespace pawl::checker {
namespace {

bool is_write(const Step& step) { return step.kind == StepKind::Write || step.kind == StepKind::Append; }
bool is_read(const Step& step) { return step.kind == StepKind::Read || step.kind == StepKind::ReadList; }

// What the transactions of a log did to one key.
class OneKey {
 public:
  OneKey(const TransactionLog& log, std::uint32_t key) : log_(log), key_(key) {
    for (TxnId txn = 0; txn < log.all.size(); ++txn) {
      for (const Step& step : log.steps_of(txn)) {
        if (step.key != key || !is_write(step)) continue;
        is_unique_ = is_unique_ && writers_.emplace(step.value, txn).second;
        is_list_ = is_list_ || step.kind == StepKind::Append;
      }
    }
    is_unique_ = is_unique_ && (is_list_ || !writers_.contains(log.initial_of(key)));
  }

  bool is_unique() const { return is_unique_; }
  bool is_list() const { return is_list_; }
  bool is_written(std::uint32_t value) const { return writers_.contains(value); }
  bool has_written(TxnId txn, std::uint32_t value) const {
    const auto found = writers_.find(value);
    return found != writers_.end() && found->second == txn;
  }
  bool has_finally_written(TxnId txn, std::uint32_t value) const {
    const auto steps = log_.steps_of(txn);
    const Step* last = nullptr;
    for (const Step& step : steps) last = step.key == key_ && is_write(step) ? &step : last;
    return last && last->value == value;
  }
  TxnId writer(std::uint32_t value) const { return writers_.at(value); }

  // The steps of an answered transaction that read the key before it wrote it, or after it.
  std::vector<const Step*> reads(TxnId txn, bool before_own) const {
    std::vector<const Step*> all;
    if (log_.all[txn].outcome != Outcome::Ok) return all;
    bool has_own = false;
    for (const Step& step : log_.steps_of(txn)) {
      if (step.key != key_) continue;
      has_own = has_own || is_write(step);
      if (is_read(step) && has_own != before_own) all.push_back(&step);
    }
    return all;
  }
  // What a read saw last: a value, or the last element; kNoValue: the value before all.
  std::uint32_t seen(const Step& step) const {
    if (step.kind == StepKind::ReadList) return step.count == 0 ? kNoValue : log_.list(step).back();
    return step.value == log_.initial_of(key_) ? kNoValue : step.value;
  }
  bool saw(TxnId txn, std::uint32_t value) const {
    return std::ranges::any_of(reads(txn, true), [&](const Step* step) { return seen(*step) == value; });
  }
  std::vector<const Step*> all_reads(TxnId txn) const {
    std::vector<const Step*> all = reads(txn, true);
    for (const Step* step : reads(txn, false)) all.push_back(step);
    return all;
  }
  std::optional<std::size_t> place_in(const Step& read, std::uint32_t value) const {
    const auto list = log_.list(read);
    const auto found = std::ranges::find(list, value);
    if (found == list.end()) return std::nullopt;
    return static_cast<std::size_t>(found - list.begin());
  }

  // The values of a register that lead to this one, each written by who read the one before it.
  std::vector<std::uint32_t> chain_to(std::uint32_t value) const {
    std::vector<std::uint32_t> chain{value};
    while (chain.back() != kNoValue && chain.size() <= writers_.size() && is_written(chain.back())) {
      const auto before = reads(writer(chain.back()), true);
      if (before.empty()) break;
      chain.push_back(seen(*before.front()));
    }
    return chain;
  }

 private:
  const TransactionLog& log_;
  std::uint32_t key_;
  std::map<std::uint32_t, TxnId> writers_;
  bool is_unique_ = true;
  bool is_list_ = false;
};

// Answered, or seen by one that was.
bool took_effect(const TransactionLog& log, TxnId txn) {
  if (log.all[txn].outcome != Outcome::Unknown) return log.all[txn].outcome == Outcome::Ok;
  for (const Step& wrote : log.steps_of(txn)) {
    if (!is_write(wrote)) continue;
    for (TxnId reader = 0; reader < log.all.size(); ++reader) {
      if (log.all[reader].outcome != Outcome::Ok) continue;
      for (const Step& step : log.steps_of(reader)) {
        if (step.key != wrote.key) continue;
        if (step.kind == StepKind::Read && step.value == wrote.value) return true;
        if (step.kind == StepKind::ReadList && std::ranges::count(log.list(step), wrote.value) > 0)
          return true;
      }
    }
  }
  return false;
}

bool is_of(const OneKey& key, TxnId txn, std::uint32_t root) {
  const auto is_root = [&](std::uint32_t value) { return key.chain_to(value).back() == root; };
  for (const Step* read : key.reads(txn, true)) {
    if (is_root(key.seen(*read))) return true;
  }
  return false;
}

bool has_to_do_with(const TransactionLog& log, const OneKey& key, TxnId txn, std::uint32_t key_number,
                    std::uint32_t root) {
  for (const Step& step : log.steps_of(txn)) {
    const bool writes = step.key == key_number && is_write(step);
    if (writes && key.has_finally_written(txn, step.value) && key.chain_to(step.value).back() == root)
      return true;
  }
  return is_of(key, txn, root);
}

// Whether `before` certainly comes before `after` among the values of the key.
bool is_before(const TransactionLog& log, const OneKey& key, const Link& link) {
  if (key.is_list()) {
    // A list that has the one and not the other before it; or, of what was read by `from`, not the other.
    for (const TxnId reader : link.evidence) {
      for (const Step* read : key.all_reads(reader)) {
        const auto after = key.place_in(*read, link.after);
        const auto before =
            link.before == kNoValue ? std::optional<std::size_t>(0) : key.place_in(*read, link.before);
        if (before && (!after || (link.before != kNoValue && *before < *after))) return true;
      }
    }
    return false;
  }
  if (key.saw(link.to, link.before)) return true;  // read the one and wrote the other
  const auto chain = key.chain_to(link.before);
  const bool is_new = std::ranges::find(chain, link.after) == chain.end();
  if (chain.back() == kNoValue && is_new && !link.is_by_time) return true;
  if (!link.is_by_time || link.evidence.size() != 2) return false;
  const std::uint32_t other = key.chain_to(link.after).back();
  return chain.back() != other && log.all[link.evidence[0]].ret < log.all[link.evidence[1]].call &&
         has_to_do_with(log, key, link.evidence[0], link.key, chain.back()) &&
         has_to_do_with(log, key, link.evidence[1], link.key, other);
}

bool is_right(const TransactionLog& log, const Link& link) {
  const Transaction& from = log.all[link.from];
  const Transaction& to = log.all[link.to];
  if (link.from == link.to || !took_effect(log, link.from) || !took_effect(log, link.to)) return false;
  if (link.kind == Dependency::Process) return from.process == to.process && from.ret < to.call;
  if (link.kind == Dependency::Realtime) return from.ret < to.call;
  const OneKey key(log, link.key);
  if (!key.is_unique()) return false;
  switch (link.kind) {
    case Dependency::Read: return key.has_written(link.from, link.after) && key.saw(link.to, link.after);
    case Dependency::Write:
      return key.has_written(link.from, link.before) && key.has_written(link.to, link.after) &&
             is_before(log, key, link);
    case Dependency::Anti:
      return key.saw(link.from, link.before) && key.has_written(link.to, link.after) &&
             is_before(log, key, link);
    default: return false;
  }
}

bool shows(const TransactionLog& log, const OneKey& key, TxnId reader, std::uint32_t value) {
  return std::ranges::any_of(key.all_reads(reader), [&](const Step* read) {
    return read->kind == StepKind::Read ? read->value == value
                                        : std::ranges::count(log.list(*read), value) > 0;
  });
}

bool is_torn(const TransactionLog& log, const OneKey& key, TxnId a, TxnId b) {
  for (const Step* one : key.all_reads(a)) {
    for (const Step* other : key.all_reads(b)) {
      const std::size_t both = std::min(one->count, other->count);
      if (!std::ranges::equal(log.list(*one).first(both), log.list(*other).first(both))) return true;
    }
  }
  return false;
}

// A read behind its own write that answers something else, or one that shows what is written only later.
bool is_internal(const TransactionLog& log, const OneKey& key, TxnId txn, std::uint32_t number) {
  const auto steps = log.steps_of(txn);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!is_read(steps[i]) || steps[i].key != number) continue;
    const bool is_list = steps[i].kind == StepKind::ReadList;
    const Step* own = nullptr;
    for (const Step& earlier : steps.first(i))
      own = earlier.key == number && is_write(earlier) ? &earlier : own;
    const std::uint32_t seen = is_list ? key.seen(steps[i]) : steps[i].value;
    if (own && seen != own->value) return true;
    for (const Step& later : steps.subspan(i)) {
      if (later.key != number || !is_write(later)) continue;
      if (is_list ? key.place_in(steps[i], later.value).has_value() : seen == later.value) return true;
    }
  }
  return false;
}

// A list that shows the appends of a transaction in another order than it made them.
bool is_turned(const TransactionLog& log, const OneKey& key, TxnId txn, TxnId reader, std::uint32_t number) {
  std::vector<std::uint32_t> own;
  for (const Step& step : log.steps_of(txn)) {
    if (step.key == number && is_write(step)) own.push_back(step.value);
  }
  for (const Step* read : key.all_reads(reader)) {
    for (std::size_t i = 1; i < own.size() && read->kind == StepKind::ReadList; ++i) {
      const auto before = key.place_in(*read, own[i - 1]);
      const auto after = key.place_in(*read, own[i]);
      if (after && (!before || *before > *after)) return true;
    }
  }
  return false;
}

bool is_unwritten(const TransactionLog& log, const OneKey& key, const Contradiction& found) {
  return std::ranges::any_of(key.all_reads(found.transactions.front()), [&](const Step* read) {
    if (read->kind == StepKind::ReadList)
      return !key.is_written(found.value) && std::ranges::count(log.list(*read), found.value) > 0;
    return read->value == found.value &&
           (key.is_list() || (!key.is_written(found.value) && found.value != log.initial_of(found.key)));
  });
}

bool reads_and_writes(const TransactionLog& log, const OneKey& key, TxnId txn, const Contradiction& found) {
  const auto steps = log.steps_of(txn);
  return key.saw(txn, found.value) && std::ranges::any_of(steps, [&](const Step& step) {
           return step.key == found.key && is_write(step);
         });
}

bool is_shown(const TransactionLog& log, const Contradiction& found) {
  const OneKey key(log, found.key);
  const auto& all = found.transactions;
  const auto is_final = [&](TxnId txn) { return key.has_finally_written(txn, found.value); };
  if (found.anomaly == Anomaly::Internal)
    return is_internal(log, key, all.front(), found.key) ||
           is_turned(log, key, all.front(), all.back(), found.key);
  if (found.anomaly == Anomaly::UnwrittenValue) return is_unwritten(log, key, found);
  if (!key.is_unique()) return false;
  switch (found.anomaly) {
    case Anomaly::DuplicateElements:
      return std::ranges::any_of(key.all_reads(all.front()), [&](const Step* read) {
        return read->kind == StepKind::ReadList && std::ranges::count(log.list(*read), found.value) > 1;
      });
    case Anomaly::IncompatibleOrder: return is_torn(log, key, all[0], all[1]);
    case Anomaly::AbortedRead:
      return log.all[all[0]].outcome == Outcome::Fail && key.has_written(all[0], found.value) &&
             shows(log, key, all[1], found.value);
    case Anomaly::IntermediateRead:
      return key.has_written(all[0], found.value) && !is_final(all[0]) && key.saw(all[1], found.value);
    case Anomaly::DirtyUpdate:
      return log.all[all[0]].outcome == Outcome::Fail && key.has_written(all[0], found.value) &&
             shows(log, key, all[2], found.value);
    case Anomaly::NonRepeatableRead: {
      const auto reads = key.reads(all[0], true);
      return std::ranges::any_of(reads,
                                 [&](const Step* read) { return key.seen(*read) != key.seen(*reads[0]); });
    }
    case Anomaly::LostUpdate:
      return all[0] != all[1] && reads_and_writes(log, key, all[0], found) &&
             reads_and_writes(log, key, all[1], found);
    default: return false;
  }
}

// Whether a level forbids cycles with this step, given the one behind it.
bool is_of_level(const TransactionLog& log, const Link& link, const Link& next, Level level) {
  const bool is_known = log.all[link.from].outcome == Outcome::Ok && log.all[link.to].outcome == Outcome::Ok;
  if (!implies(level, Level::ReadCommitted) && (link.kind != Dependency::Write || !is_known)) return false;
  const bool is_anti = link.kind == Dependency::Anti;
  if (is_anti && !implies(level, Level::SnapshotIsolation)) return false;
  if (is_anti && next.kind == Dependency::Anti && !implies(level, Level::Serializable)) return false;
  if (link.kind == Dependency::Process && !implies(level, Level::SessionSnapshotIsolation)) return false;
  const bool needs_time = link.kind == Dependency::Realtime || link.is_by_time;
  if (needs_time && !implies(level, Level::StrongSnapshotIsolation)) return false;
  // What is known of a register's values from reading and writing them holds from snapshot isolation on.
  return true;
}

}  // namespace

std::expected<void, std::string> verify_contradiction(const TransactionLog& log, const Contradiction& found) {
  const auto& cycle = found.cycle;
  if (cycle.empty()) {
    if (is_shown(log, found)) return {};
    return std::unexpected(fmt::format("the transactions show no {}", name_of(found)));
  }
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const Link& next = cycle[(i + 1) % cycle.size()];
    if (cycle[i].to != next.from) return std::unexpected("the cycle does not close");
    if (!is_right(log, cycle[i]))
      return std::unexpected(
          fmt::format("transaction {} need not come after {}", cycle[i].to, cycle[i].from));
    if (!is_of_level(log, cycle[i], next, found.refutes))
      return std::unexpected(fmt::format("{} allows such a cycle", level_name(found.refutes)));
  }
  return {};
}

}  // namespace pawl::checker
