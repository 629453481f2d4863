#include "tests/checker/transactions/exhaustion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>

namespace pawl::checker::testing {
namespace {

using Kind = SmallStep::Kind;
using Transactions_ = std::vector<SmallTransaction>;
// What each key holds: a list, or nothing or one value.
using State = std::map<int, std::vector<int>>;

std::vector<int> shown(const SmallHistory& history, const SmallStep& read) {
  if (history.is_list[static_cast<std::size_t>(read.key)]) return read.list;
  return read.value == 0 ? std::vector<int>() : std::vector<int>{read.value};
}

bool run(const SmallHistory& history, const SmallTransaction& txn, State& state) {
  for (const SmallStep& step : txn.steps) {
    if (step.kind == Kind::Append) state[step.key].push_back(step.value);
    if (step.kind == Kind::Write) state[step.key] = {step.value};
    if (step.kind == Kind::Read && txn.outcome == Outcome::Ok && state[step.key] != shown(history, step))
      return false;
  }
  return true;
}

enum class Kept : std::uint8_t { Nothing, Processes, Time };

Kept kept_by(Level level) {
  if (level == Level::StrictSerializable || level == Level::StrongSnapshotIsolation) return Kept::Time;
  if (level == Level::SessionSerializable || level == Level::SessionSnapshotIsolation) return Kept::Processes;
  return Kept::Nothing;
}

bool must_be_first(const SmallTransaction& a, const SmallTransaction& b, Kept kept) {
  if (kept == Kept::Nothing || a.outcome != Outcome::Ok || a.ret >= b.call) return false;
  return kept == Kept::Time || a.process == b.process;
}

// Every serial order.
bool has_serial_order(const SmallHistory& history, Kept kept, std::vector<bool>& is_placed,
                      const State& state) {
  const Transactions_& all = history.transactions;
  bool is_done = true;
  for (std::size_t i = 0; i < all.size(); ++i)
    is_done = is_done && (is_placed[i] || all[i].outcome != Outcome::Ok);
  if (is_done) return true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_placed[i] || all[i].outcome == Outcome::Fail) continue;
    bool waits = false;
    for (std::size_t j = 0; j < all.size(); ++j)
      waits = waits || (!is_placed[j] && must_be_first(all[j], all[i], kept));
    State next = state;
    if (waits || !run(history, all[i], next)) continue;
    is_placed[i] = true;
    const bool found = has_serial_order(history, kept, is_placed, next);
    is_placed[i] = false;
    if (found) return true;
  }
  return false;
}

// Every order of starts and commits: a transaction reads what was committed when it started, and commits only
// if nobody else committed a write of the same key in between.
class Snapshots {
 public:
  Snapshots(const SmallHistory& history, Kept kept)
      : history_(history), kept_(kept), stages_(history.transactions.size()) {}

  bool is_possible() { return go(State{}, 0); }

 private:
  struct Stage {
    int started = -1;
    int committed = -1;
  };

  std::set<int> written(std::size_t i) const {
    std::set<int> keys;
    for (const SmallStep& step : history_.transactions[i].steps) {
      if (step.kind != Kind::Read) keys.insert(step.key);
    }
    return keys;
  }

  bool go(const State& state, int time) {
    const Transactions_& all = history_.transactions;
    bool is_done = true;
    for (std::size_t i = 0; i < all.size(); ++i)
      is_done = is_done && (stages_[i].committed >= 0 || all[i].outcome != Outcome::Ok);
    if (is_done) return true;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].outcome == Outcome::Fail || stages_[i].committed >= 0) continue;
      State next = state;
      const Stage before = stages_[i];
      if (before.started < 0) {
        if (!can_start(i)) continue;
        State snapshot = state;
        if (!run(history_, all[i], snapshot)) continue;
        stages_[i].started = time;
      } else {
        if (!can_commit(i)) continue;
        SmallTransaction blind = all[i];
        blind.outcome = Outcome::Unknown;
        run(history_, blind, next);
        stages_[i].committed = time;
      }
      const bool found = go(next, time + 1);
      stages_[i] = before;
      if (found) return true;
    }
    return false;
  }
  bool can_start(std::size_t i) const {
    for (std::size_t j = 0; j < stages_.size(); ++j) {
      const bool is_first = must_be_first(history_.transactions[j], history_.transactions[i], kept_);
      if (is_first && stages_[j].committed < 0) return false;
    }
    return true;
  }
  bool can_commit(std::size_t i) const {
    const std::set<int> own = written(i);
    for (std::size_t j = 0; j < stages_.size(); ++j) {
      if (j == i || stages_[j].committed < stages_[i].started) continue;
      for (const int key : written(j)) {
        if (own.contains(key)) return false;
      }
    }
    return true;
  }

  const SmallHistory& history_;
  Kept kept_;
  std::vector<Stage> stages_;
};

// Adya's levels by graphs: every set of transactions that took effect, every order of the versions of every
// key.
class Graphs {
 public:
  Graphs(const SmallHistory& history, bool is_committed_read)
      : history_(history), is_committed_read_(is_committed_read) {}

  bool is_possible() {
    const Transactions_& all = history_.transactions;
    if (!is_right_inside()) return false;
    std::vector<std::size_t> lost;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].outcome == Outcome::Unknown && is_committed_read_) lost.push_back(i);
    }
    for (std::size_t chosen = 0; chosen < (std::size_t{1} << lost.size()); ++chosen) {
      committed_.assign(all.size(), false);
      for (std::size_t i = 0; i < all.size(); ++i) committed_[i] = all[i].outcome == Outcome::Ok;
      for (std::size_t i = 0; i < lost.size(); ++i) committed_[lost[i]] = (chosen >> i & 1U) != 0;
      edges_.assign(all.size(), {});
      if (add_reads() && add_key(0)) return true;
    }
    return false;
  }

 private:
  struct Write {
    std::size_t txn;
    int value;
    bool is_final;
  };

  std::vector<Write> writes(int key) const {
    std::vector<Write> all;
    for (std::size_t i = 0; i < history_.transactions.size(); ++i) {
      for (const SmallStep& step : history_.transactions[i].steps) {
        if (step.kind == Kind::Read || step.key != key) continue;
        if (!all.empty() && all.back().txn == i) all.back().is_final = false;
        all.push_back({.txn = i, .value = step.value, .is_final = true});
      }
    }
    return all;
  }
  // The writer of a value, or nobody.
  const Write* find(const std::vector<Write>& all, int value) const {
    for (const Write& write : all) {
      if (write.value == value) return &write;
    }
    return nullptr;
  }

  // What no level allows: values from nowhere, lists that have one twice, and a transaction that does not see
  // its own writes, or sees those that it will make.
  bool is_right_inside() const {
    for (std::size_t i = 0; i < history_.transactions.size(); ++i) {
      const SmallTransaction& txn = history_.transactions[i];
      if (txn.outcome != Outcome::Ok) continue;
      std::map<int, std::vector<int>> own;
      for (const SmallStep& step : txn.steps) {
        if (step.kind != Kind::Read) {
          own[step.key].push_back(step.value);
          continue;
        }
        const std::vector<int> seen = shown(history_, step);
        if (std::set<int>(seen.begin(), seen.end()).size() != seen.size()) return false;
        if (!own[step.key].empty() && (seen.empty() || seen.back() != own[step.key].back())) return false;
        const auto all = writes(step.key);
        for (const int value : seen) {
          const Write* write = find(all, value);
          if (!write) return false;
          if (write->txn == i && std::ranges::count(own[step.key], value) == 0) return false;
        }
      }
    }
    return true;
  }

  bool add_reads() {
    if (!is_committed_read_) return true;
    for (std::size_t i = 0; i < history_.transactions.size(); ++i) {
      if (history_.transactions[i].outcome != Outcome::Ok) continue;
      for (const SmallStep& step : history_.transactions[i].steps) {
        if (step.kind != Kind::Read) continue;
        const auto all = writes(step.key);
        const std::vector<int> seen = shown(history_, step);
        for (const int value : seen) {
          if (!committed_[find(all, value)->txn]) return false;
        }
        if (seen.empty()) continue;
        const Write* last = find(all, seen.back());
        if (last->txn == i) continue;
        if (!last->is_final) return false;
        edges_[last->txn].insert(i);
      }
    }
    return true;
  }

  // Every order of the versions of this key, and of all behind it.
  bool add_key(int key) {
    if (static_cast<std::size_t>(key) == history_.is_list.size()) return !has_cycle();
    const bool is_list = history_.is_list[static_cast<std::size_t>(key)];
    std::vector<Write> all;
    for (const Write& write : writes(key)) {
      if (committed_[write.txn] && (is_list || write.is_final)) all.push_back(write);
    }
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    do {
      std::vector<Write> versions;
      for (const std::size_t place : order) versions.push_back(all[place]);
      if (is_list && !fits(key, versions)) continue;
      const auto before = edges_;
      for (std::size_t i = 1; i < versions.size(); ++i) {
        if (versions[i - 1].txn != versions[i].txn) edges_[versions[i - 1].txn].insert(versions[i].txn);
      }
      const bool found = add_key(key + 1);
      edges_ = before;
      if (found) return true;
    } while (std::next_permutation(order.begin(), order.end()));
    return false;
  }

  // Each transaction's elements stand as it appended them, and every read is a beginning. At read uncommitted
  // what did not take effect may have been shown all the same.
  bool fits(int key, const std::vector<Write>& versions) const {
    for (std::size_t i = 0; i < versions.size(); ++i) {
      for (std::size_t j = i + 1; j < versions.size(); ++j) {
        if (versions[i].txn != versions[j].txn) continue;
        int first = 0;
        for (const SmallStep& step : history_.transactions[versions[i].txn].steps) {
          if (step.kind == Kind::Read || step.key != key || first != 0) continue;
          if (step.value == versions[i].value || step.value == versions[j].value) first = step.value;
        }
        if (first != versions[i].value) return false;
      }
    }
    const auto all = writes(key);
    for (const SmallTransaction& txn : history_.transactions) {
      if (txn.outcome != Outcome::Ok) continue;
      for (const SmallStep& step : txn.steps) {
        if (step.kind != Kind::Read || step.key != key) continue;
        std::size_t place = 0;
        for (const int value : step.list) {
          if (!committed_[find(all, value)->txn]) continue;
          if (place == versions.size() || versions[place].value != value) return false;
          ++place;
        }
      }
    }
    return true;
  }

  bool has_cycle() const {
    std::vector<bool> is_gone(edges_.size(), false);
    for (bool has_moved = true; has_moved;) {
      has_moved = false;
      for (std::size_t i = 0; i < edges_.size(); ++i) {
        const bool leads_on = std::ranges::any_of(edges_[i], [&](std::size_t to) { return !is_gone[to]; });
        if (is_gone[i] || leads_on) continue;
        is_gone[i] = true;
        has_moved = true;
      }
    }
    return std::ranges::count(is_gone, false) > 0;
  }

  const SmallHistory& history_;
  bool is_committed_read_;
  std::vector<bool> committed_;
  std::vector<std::set<std::size_t>> edges_;
};

Value word(const char* text) { return Value(Value::Keyword{text}); }

Value list_value(const std::vector<int>& items) {
  std::vector<Value> values;
  for (const int item : items) values.push_back(Value::of(item));
  return Value::list(std::move(values));
}

Value steps_value(const SmallHistory& small, const SmallTransaction& txn, bool is_answer) {
  std::vector<Value> steps;
  for (const SmallStep& step : txn.steps) {
    Value value;
    if (step.kind != Kind::Read) {
      value = Value::of(step.value);
    } else if (is_answer && small.is_list[static_cast<std::size_t>(step.key)]) {
      value = list_value(step.list);
    } else if (is_answer && step.value != 0) {
      value = Value::of(step.value);
    }
    const char* name = step.kind == Kind::Read ? "r" : step.kind == Kind::Write ? "w" : "append";
    steps.push_back(Value::list({word(name), Value::of(step.key), std::move(value)}));
  }
  return Value::list(std::move(steps));
}

}  // namespace

bool is_of_level(const SmallHistory& history, Level level) {
  if (level == Level::ReadUncommitted || level == Level::ReadCommitted)
    return Graphs(history, level == Level::ReadCommitted).is_possible();
  const Kept kept = kept_by(level);
  if (!implies(level, Level::Serializable)) return Snapshots(history, kept).is_possible();
  std::vector<bool> is_placed(history.transactions.size(), false);
  return has_serial_order(history, kept, is_placed, State{});
}

History history_of(const SmallHistory& small) {
  History history;
  for (const SmallTransaction& txn : small.transactions) {
    Operation operation;
    operation.process = txn.process;
    operation.call = static_cast<EventNumber>(txn.call);
    operation.ret = txn.outcome == Outcome::Unknown ? kNever : static_cast<EventNumber>(txn.ret);
    operation.f = f::Txn;
    operation.outcome = txn.outcome;
    operation.argument = steps_value(small, txn, false);
    if (txn.outcome == Outcome::Ok) operation.result = steps_value(small, txn, true);
    history.event_count = std::max(history.event_count, static_cast<EventNumber>(txn.ret + 1));
    history.operations.push_back(std::move(operation));
  }
  std::ranges::sort(history.operations, {}, &Operation::call);
  return history;
}

std::string text_of(const SmallHistory& small) {
  std::string text;
  const History history = history_of(small);
  for (const Operation& each : history.operations) {
    const char* outcome = each.outcome == Outcome::Ok     ? "ok"
                          : each.outcome == Outcome::Fail ? "fail"
                                                          : "info";
    text += fmt::format("process {} from {} to {} {}: {}\n", each.process, each.call,
                        each.ret == kNever ? -1 : static_cast<std::int64_t>(each.ret), outcome,
                        to_edn(each.outcome == Outcome::Ok ? each.result : each.argument));
  }
  return text;
}

}  // namespace pawl::checker::testing
