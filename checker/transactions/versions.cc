#include "checker/transactions/versions.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace pawl::checker {
namespace {

std::size_t mixed(std::uint32_t key, std::uint32_t value) {
  const std::uint64_t both = (std::uint64_t{key} << 32 | value) * 0x9E3779B97F4A7C15ULL;
  return static_cast<std::size_t>(both >> 24);
}

bool is_write(const Step& step) { return step.kind == StepKind::Write || step.kind == StepKind::Append; }

bool is_empty_list(const TransactionLog& log, std::uint32_t number) {
  const Value value = log.values.value(number);
  return value.list() && value.list()->size() == 0;
}

// The last write of `key` among the steps before `end`, or nothing.
const Step* own_write(std::span<const Step> steps, std::size_t end, std::uint32_t key) {
  for (std::size_t i = end; i-- > 0;) {
    if (is_write(steps[i]) && steps[i].key == key) return &steps[i];
  }
  return nullptr;
}

}  // namespace

Versions::Versions(TransactionLog& log) {
  keys.resize(log.keys.count());
  is_torn_.resize(log.keys.count(), false);
  is_broken_.resize(log.keys.count(), false);
  is_committed.resize(log.all.size(), false);
  for (TxnId txn = 0; txn < log.all.size(); ++txn) is_committed[txn] = log.all[txn].outcome == Outcome::Ok;
  make_versions(log);
  make_table();
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    if (keys[key].kind == KeyKind::Opaque) has_opaque = true;
  }
  settle_reads(log);
  read_all(log);
  order_lists(log);
  compare_lists(log);
  check_own_appends(log);
  check_list_reads(log);
  check_register_reads(log);
}

// Versions sorted by key; of one key, those of one writer stand together in the order of its steps.
void Versions::make_versions(const TransactionLog& log) {
  begins_.assign(keys.size() + 1, 0);
  for (const Step& step : log.steps) {
    if (!is_write(step)) continue;
    ++begins_[step.key + 1];
    KeyState& key = keys[step.key];
    const KeyKind kind = step.kind == StepKind::Write ? KeyKind::Register : KeyKind::List;
    key.kind = key.kind == KeyKind::Unwritten || key.kind == kind ? kind : KeyKind::Opaque;
  }
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  versions_.resize(begins_.back());
  places_.assign(versions_.size(), kNowhere);
  std::vector<std::uint32_t> at(begins_.begin(), begins_.end() - 1);
  for (TxnId txn = 0; txn < log.all.size(); ++txn) {
    for (const Step& step : log.steps_of(txn)) {
      if (!is_write(step)) continue;
      const bool is_real = log.all[txn].outcome != Outcome::Fail;
      if (step.kind == StepKind::Write && is_real) keys[step.key].is_written = true;
      VersionId& next = at[step.key];
      if (next > begins_[step.key] && versions_[next - 1].writer == txn) versions_[next - 1].is_final = false;
      versions_[next++] = {.key = step.key, .value = step.value, .writer = txn, .is_final = true};
    }
  }
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    const std::uint32_t initial = log.initial_of(key);
    if (keys[key].kind == KeyKind::List && initial != 0 && !is_empty_list(log, initial))
      keys[key].kind = KeyKind::Opaque;
  }
}

void Versions::make_table() {
  std::size_t size = 16;
  while (size < 2 * versions_.size()) size *= 2;
  table_.assign(size, kNoVersion);
  for (VersionId id = 0; id < versions_.size(); ++id) {
    const Version& version = versions_[id];
    std::size_t at = mixed(version.key, version.value) & (size - 1);
    for (; table_[at] != kNoVersion; at = (at + 1) & (size - 1)) {
      const Version& other = versions_[table_[at]];
      if (other.key == version.key && other.value == version.value) keys[version.key].kind = KeyKind::Opaque;
    }
    table_[at] = id;
  }
}

VersionId Versions::find(std::uint32_t key, std::uint32_t value) const {
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = mixed(key, value) & mask; table_[at] != kNoVersion; at = (at + 1) & mask) {
    const Version& version = versions_[table_[at]];
    if (version.key == key && version.value == value) return table_[at];
  }
  return kNoVersion;
}

void Versions::settle_reads(TransactionLog& log) {
  // What a key that nobody writes holds at first is nothing, if it is the empty list.
  for (std::uint32_t key = 0; key < log.initial.size(); ++key) {
    if (!keys[key].is_written && is_empty_list(log, log.initial[key])) log.initial[key] = 0;
  }
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    if (keys[key].kind == KeyKind::Register && find(key, log.initial_of(key)) != kNoVersion)
      keys[key].kind = KeyKind::Opaque;
    if (keys[key].kind == KeyKind::Opaque) has_opaque = true;
  }
  for (Step& step : log.steps) {
    const KeyKind kind = keys[step.key].kind;
    if (step.kind == StepKind::Read && kind == KeyKind::List && step.value == 0) {
      step = {.key = step.key, .value = 0, .count = 0, .kind = StepKind::ReadList};
    } else if (step.kind == StepKind::ReadList && kind != KeyKind::List && !keys[step.key].is_written &&
               step.count == 0) {
      step = {.key = step.key, .value = 0, .count = 0, .kind = StepKind::Read};
    } else if (step.kind == StepKind::ReadList && kind != KeyKind::List) {
      std::vector<Value> items;
      for (const std::uint32_t element : log.list(step)) items.push_back(log.values.value(element));
      const std::uint32_t number = log.values.number(Value::list(std::move(items)));
      step = {.key = step.key, .value = number, .count = 0, .kind = StepKind::Read};
    }
  }
}

// Finds what each read saw, and the longest read of each list.
void Versions::read_all(const TransactionLog& log) {
  for (TxnId txn = 0; txn < log.all.size(); ++txn) {
    if (log.all[txn].outcome != Outcome::Ok) continue;
    const auto steps = log.steps_of(txn);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Step& step = steps[i];
      KeyState& key = keys[step.key];
      if (step.kind != StepKind::Read && step.kind != StepKind::ReadList) continue;
      if (key.kind == KeyKind::Opaque) continue;
      if (key.kind == KeyKind::List && step.kind == StepKind::Read) {
        report({.anomaly = Anomaly::UnwrittenValue,
                .key = step.key,
                .value = step.value,
                .transactions = {txn}});
        continue;
      }
      const Step* own = own_write(steps, i, step.key);
      if (step.kind == StepKind::Read) {
        if (!own) {
          read_register(log, txn, step);
        } else if (own->value != step.value) {
          report({.anomaly = Anomaly::Internal, .key = step.key, .value = step.value, .transactions = {txn}});
        }
        continue;
      }
      if (own && (step.count == 0 || log.list(step).back() != own->value)) {
        report({.anomaly = Anomaly::Internal, .key = step.key, .value = own->value, .transactions = {txn}});
      }
      if (!own) read_list(log, txn, i);
      const bool is_longer = key.longest_step == kNowhere || log.steps[key.longest_step].count < step.count;
      if (is_longer) {
        key.longest_step = static_cast<std::uint32_t>(log.all[txn].step_begin + i);
        key.longest_reader = txn;
      }
    }
  }
}

// What is appended later is not there yet.
void Versions::read_list(const TransactionLog& log, TxnId txn, std::size_t at) {
  const auto steps = log.steps_of(txn);
  const Step& read = steps[at];
  reads.push_back({.txn = txn, .key = read.key, .version = kNoVersion, .count = read.count});
  for (const Step& later : steps.subspan(at)) {
    if (later.kind != StepKind::Append || later.key != read.key) continue;
    if (std::ranges::find(log.list(read), later.value) == log.list(read).end()) continue;
    report({.anomaly = Anomaly::Internal, .key = read.key, .value = later.value, .transactions = {txn}});
  }
}

void Versions::read_register(const TransactionLog& log, TxnId txn, const Step& step) {
  const VersionId version = step.value == log.initial_of(step.key) ? kNoVersion : find(step.key, step.value);
  if (version == kNoVersion && step.value != log.initial_of(step.key)) {
    report({.anomaly = Anomaly::UnwrittenValue, .key = step.key, .value = step.value, .transactions = {txn}});
    return;
  }
  if (version != kNoVersion) {
    const TxnId writer = versions_[version].writer;
    if (writer == txn) {
      report({.anomaly = Anomaly::Internal, .key = step.key, .value = step.value, .transactions = {txn}});
      return;
    }
    if (log.all[writer].outcome == Outcome::Unknown) is_committed[writer] = true;
  }
  reads.push_back({.txn = txn, .key = step.key, .version = version, .count = 0});
}

// Whether every element of a list is one that somebody appended, and none is there twice. Writers of unknown
// outcome took effect.
bool Versions::examine(const TransactionLog& log, TxnId txn, const Step& step) {
  std::vector<VersionId> seen;
  seen.reserve(step.count);
  for (const std::uint32_t element : log.list(step)) {
    const VersionId id = find(step.key, element);
    if (id == kNoVersion) {
      report({.anomaly = Anomaly::UnwrittenValue, .key = step.key, .value = element, .transactions = {txn}});
      return false;
    }
    seen.push_back(id);
    const TxnId writer = versions_[id].writer;
    if (log.all[writer].outcome == Outcome::Unknown) is_committed[writer] = true;
  }
  std::ranges::sort(seen);
  const auto twice = std::ranges::adjacent_find(seen);
  if (twice == seen.end()) return true;
  report({.anomaly = Anomaly::DuplicateElements,
          .key = step.key,
          .value = versions_[*twice].value,
          .transactions = {txn}});
  return false;
}

void Versions::order_lists(const TransactionLog& log) {
  for (std::uint32_t number = 0; number < keys.size(); ++number) {
    KeyState& key = keys[number];
    if (key.kind != KeyKind::List) continue;
    key.has_order = true;
    if (key.longest_step == kNowhere) continue;
    const Step& longest = log.steps[key.longest_step];
    key.has_order = examine(log, key.longest_reader, longest);
    is_broken_[number] = !key.has_order;
    if (!key.has_order) continue;
    key.order_begin = static_cast<std::uint32_t>(order_.size());
    key.order_count = longest.count;
    for (const std::uint32_t element : log.list(longest)) {
      const VersionId id = find(number, element);
      places_[id] = static_cast<std::uint32_t>(order_.size()) - key.order_begin;
      order_.push_back(id);
    }
  }
}

// Every read of a list must be the beginning of its longest.
void Versions::compare_lists(const TransactionLog& log) {
  for (TxnId txn = 0; txn < log.all.size(); ++txn) {
    if (log.all[txn].outcome != Outcome::Ok) continue;
    for (const Step& step : log.steps_of(txn)) {
      const KeyState& key = keys[step.key];
      if (step.kind != StepKind::ReadList || key.kind != KeyKind::List) continue;
      const auto longest = log.list(log.steps[key.longest_step]);
      if (std::ranges::equal(log.list(step), longest.first(step.count))) continue;
      if (!examine(log, txn, step)) is_broken_[step.key] = true;
      report({.anomaly = Anomaly::IncompatibleOrder,
              .refutes = Level::ReadCommitted,
              .key = step.key,
              .transactions = {txn, key.longest_reader}});
      is_torn_[step.key] = true;
    }
  }
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    if (keys[key].kind != KeyKind::List) continue;
    if (is_torn_[key]) {
      keys[key].has_order = false;
      if (!is_broken_[key]) reduce(log, key);
    } else if (keys[key].has_order) {
      const auto order = order_of(key);
      VersionId last = kNoVersion;
      bool is_next = true;
      for (const VersionId id : order) {
        const bool is_ok = log.all[versions_[id].writer].outcome == Outcome::Ok;
        if (is_ok && last != kNoVersion && !is_next) reduced_pairs.emplace_back(last, id);
        if (is_ok) last = id;
        is_next = is_ok;
      }
    }
  }
}

// The order of what answered transactions appended, from reads that disagree about the others.
void Versions::reduce(const TransactionLog& log, std::uint32_t key) {
  std::vector<VersionId> longest;
  TxnId longest_reader = 0;
  std::vector<std::pair<TxnId, std::vector<VersionId>>> all;
  for (TxnId txn = 0; txn < log.all.size(); ++txn) {
    if (log.all[txn].outcome != Outcome::Ok) continue;
    for (const Step& step : log.steps_of(txn)) {
      if (step.kind != StepKind::ReadList || step.key != key) continue;
      std::vector<VersionId> reduced;
      for (const std::uint32_t element : log.list(step)) {
        const VersionId id = find(key, element);
        if (id != kNoVersion && log.all[versions_[id].writer].outcome == Outcome::Ok) reduced.push_back(id);
      }
      if (reduced.size() >= longest.size()) {
        longest = reduced;
        longest_reader = txn;
      }
      all.emplace_back(txn, std::move(reduced));
    }
  }
  for (const auto& [txn, reduced] : all) {
    if (std::equal(reduced.begin(), reduced.end(), longest.begin())) continue;
    report({.anomaly = Anomaly::IncompatibleOrder,
            .refutes = Level::ReadUncommitted,
            .key = key,
            .transactions = {txn, longest_reader}});
    return;
  }
  keys[key].longest_reader = longest_reader;
  for (VersionId id : order_of(key)) places_[id] = kNowhere;
  for (std::uint32_t i = 0; i < longest.size(); ++i) places_[longest[i]] = i;
  for (std::size_t i = 1; i < longest.size(); ++i) reduced_pairs.emplace_back(longest[i - 1], longest[i]);
  // What was never read stands behind all that was.
  for (VersionId id = begins_[key]; id < begins_[key + 1] && !longest.empty(); ++id) {
    const bool is_ok = log.all[versions_[id].writer].outcome == Outcome::Ok;
    if (is_ok && places_[id] == kNowhere) reduced_pairs.emplace_back(longest.back(), id);
  }
}

// The appends of one transaction to one key stand in a list as it made them.
void Versions::check_own_appends(const TransactionLog& log) {
  for (VersionId id = 1; id < versions_.size(); ++id) {
    const Version& earlier = versions_[id - 1];
    const Version& later = versions_[id];
    if (earlier.key != later.key || earlier.writer != later.writer) continue;
    if (keys[later.key].kind != KeyKind::List || is_broken_[later.key] || places_[id] == kNowhere) continue;
    if (places_[id - 1] < places_[id] || !is_committed[later.writer]) continue;
    const bool is_ok = log.all[later.writer].outcome == Outcome::Ok;
    report({.anomaly = Anomaly::Internal,
            .refutes = is_ok ? Level::ReadUncommitted : Level::ReadCommitted,
            .key = later.key,
            .value = later.value,
            .transactions = {later.writer, keys[later.key].longest_reader}});
  }
}

void Versions::check_list_reads(const TransactionLog& log) {
  // By key: where the first element of a failed transaction stands in the longest read.
  std::vector<std::uint32_t> first_failed(keys.size(), kNowhere);
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    const auto order = keys[key].has_order ? order_of(key) : std::span<const VersionId>();
    for (std::uint32_t i = 0; i < order.size(); ++i) {
      if (is_committed[versions_[order[i]].writer]) continue;
      first_failed[key] = std::min(first_failed[key], i);
      if (i + 1 < order.size() && is_committed[versions_[order[i + 1]].writer]) {
        report({.anomaly = Anomaly::DirtyUpdate,
                .refutes = Level::ReadCommitted,
                .key = key,
                .value = versions_[order[i]].value,
                .transactions = {versions_[order[i]].writer, versions_[order[i + 1]].writer,
                                 keys[key].longest_reader}});
      }
    }
  }
  for (OutsideRead& read : reads) {
    const KeyState& key = keys[read.key];
    if (key.kind != KeyKind::List || !key.has_order) continue;
    const auto order = order_of(read.key);
    if (read.count > 0) read.version = order[read.count - 1];
    if (read.count == 0) continue;
    const Version& last = versions_[read.version];
    if (!last.is_final && last.writer != read.txn) {
      report({.anomaly = Anomaly::IntermediateRead,
              .refutes = Level::ReadCommitted,
              .key = read.key,
              .value = last.value,
              .transactions = {last.writer, read.txn}});
    }
  }
  // A transaction's own appends do not hide what failed ones left before them.
  for (TxnId txn = 0; txn < log.all.size(); ++txn) {
    if (log.all[txn].outcome != Outcome::Ok) continue;
    for (const Step& step : log.steps_of(txn)) {
      if (step.kind != StepKind::ReadList || step.count <= first_failed[step.key]) continue;
      if (!keys[step.key].has_order) continue;
      const Version& failed = versions_[order_of(step.key)[first_failed[step.key]]];
      report({.anomaly = Anomaly::AbortedRead,
              .refutes = Level::ReadCommitted,
              .key = step.key,
              .value = failed.value,
              .transactions = {failed.writer, txn}});
    }
  }
}

void Versions::check_register_reads(const TransactionLog& log) {
  // By version, and by key for the value before all: who read it and wrote the next.
  std::vector<TxnId> next_writer(versions_.size() + keys.size(), kNowhere);
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const OutsideRead& read = reads[i];
    if (keys[read.key].kind != KeyKind::Register) continue;
    for (std::size_t j = i; j-- > 0 && reads[j].txn == read.txn;) {
      if (reads[j].key != read.key || reads[j].version == read.version) continue;
      report({.anomaly = Anomaly::NonRepeatableRead,
              .refutes = Level::SnapshotIsolation,
              .key = read.key,
              .transactions = {read.txn}});
    }
    if (read.version != kNoVersion) {
      const Version& version = versions_[read.version];
      const bool is_failed = log.all[version.writer].outcome == Outcome::Fail;
      if (is_failed || !version.is_final) {
        report({.anomaly = is_failed ? Anomaly::AbortedRead : Anomaly::IntermediateRead,
                .refutes = Level::ReadCommitted,
                .key = read.key,
                .value = version.value,
                .transactions = {version.writer, read.txn}});
      }
    }
    const auto steps = log.steps_of(read.txn);
    if (!own_write(steps, steps.size(), read.key)) continue;
    TxnId& next = next_writer[read.version == kNoVersion ? versions_.size() + read.key : read.version];
    if (next == kNowhere) next = read.txn;
    if (next == read.txn) continue;
    report({.anomaly = Anomaly::LostUpdate,
            .refutes = Level::SnapshotIsolation,
            .key = read.key,
            .value = read.version == kNoVersion ? kNoValue : versions_[read.version].value,
            .transactions = {next, read.txn}});
  }
}

// Of each kind, the first few are told.
void Versions::report(Contradiction contradiction) {
  constexpr std::ptrdiff_t kToldMax = 8;
  const auto is_same = [&](const Contradiction& other) {
    return other.anomaly == contradiction.anomaly && other.refutes == contradiction.refutes;
  };
  if (std::ranges::count_if(found, is_same) < kToldMax) found.push_back(std::move(contradiction));
}

}  // namespace pawl::checker
