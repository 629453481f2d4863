#include "checker/transactions/links.h"

#include <algorithm>
#include <optional>

namespace pawl::checker {
namespace {

Dependency kind_of(Reason reason) {
  switch (reason) {
    case Reason::Read: return Dependency::Read;
    case Reason::Anti:
    case Reason::AntiByTime: return Dependency::Anti;
    case Reason::Process: return Dependency::Process;
    case Reason::Realtime: return Dependency::Realtime;
    default: return Dependency::Write;
  }
}

constexpr std::uint64_t kFar = std::uint64_t{1} << 32;

class Linker {
 public:
  Linker(const TransactionLog& log, const Versions& versions) : log_(log), versions_(versions) {}

  Link link(const Hop& hop) const {
    Link link{.from = hop.from, .to = hop.to, .kind = kind_of(hop.reason), .key = hop.key};
    if (link.kind == Dependency::Process || link.kind == Dependency::Realtime) return link;
    const bool is_list = versions_.keys[hop.key].kind == KeyKind::List;
    if (link.kind == Dependency::Read) {
      set_read(link);
    } else if (is_list && link.kind == Dependency::Write) {
      set_list_write(link);
    } else if (is_list) {
      set_list_anti(link);
    } else {
      set_register(link, hop.reason == Reason::WriteByTime || hop.reason == Reason::AntiByTime);
    }
    return link;
  }

 private:
  std::uint32_t value_of(VersionId id) const { return id == kNoVersion ? kNoValue : versions_[id].value; }

  std::vector<VersionId> written(TxnId txn, std::uint32_t key) const {
    std::vector<VersionId> all;
    for (const Step& step : log_.steps_of(txn)) {
      const bool is_write = step.kind == StepKind::Write || step.kind == StepKind::Append;
      if (is_write && step.key == key) all.push_back(versions_.find(key, step.value));
    }
    return all;
  }
  std::vector<OutsideRead> reads(TxnId txn, std::uint32_t key) const {
    std::vector<OutsideRead> all;
    const auto of_txn = std::ranges::equal_range(versions_.reads, txn, {}, &OutsideRead::txn);
    for (const OutsideRead& read : of_txn) {
      if (read.key == key) all.push_back(read);
    }
    return all;
  }

  void set_read(Link& link) const {
    for (const OutsideRead& read : reads(link.to, link.key)) {
      if (read.version != kNoVersion && versions_[read.version].writer == link.from)
        link.before = link.after = versions_[read.version].value;
    }
  }

  // The nearest two elements of the two transactions.
  void set_list_write(Link& link) const {
    std::uint64_t best = kFar;
    link.evidence = {versions_.keys[link.key].longest_reader};
    for (const VersionId before : written(link.from, link.key)) {
      for (const VersionId after : written(link.to, link.key)) {
        const std::uint32_t first = versions_.place(before);
        const std::uint32_t second = versions_.place(after);
        if (first >= second || second - first >= best) continue;
        best = second - first;
        link.before = value_of(before);
        link.after = value_of(after);
      }
    }
  }

  void set_list_anti(Link& link) const {
    link.evidence = {link.from};
    std::uint64_t best = kFar;
    for (const OutsideRead& read : reads(link.from, link.key)) {
      for (const VersionId after : written(link.to, link.key)) {
        const std::uint32_t place = versions_.place(after);
        if (place < read.count || place - read.count >= best) continue;
        best = place - read.count;
        link.before = value_of(read.version);
        link.after = value_of(after);
      }
    }
  }

  // The values of a register that lead to this one, each written by who read the one before it.
  std::vector<VersionId> chain_to(VersionId id, std::uint32_t key) const {
    std::vector<VersionId> chain{id};
    while (chain.back() != kNoVersion && chain.size() <= versions_.count()) {
      const auto before = reads(versions_[chain.back()].writer, key);
      if (before.empty()) break;
      chain.push_back(before.front().version);
    }
    return chain;
  }

  VersionId last_written(TxnId txn, std::uint32_t key) const { return written(txn, key).back(); }

  void set_register(Link& link, bool is_by_time) const {
    const VersionId after = last_written(link.to, link.key);
    VersionId before = kNoVersion;
    if (link.kind == Dependency::Write) {
      before = last_written(link.from, link.key);
    } else {
      const auto seen = reads(link.from, link.key);
      const auto overwritten = reads(link.to, link.key);
      before = seen.front().version;
      for (const OutsideRead& read : seen) {
        if (!overwritten.empty() && overwritten.front().version == read.version) before = read.version;
      }
    }
    link.before = value_of(before);
    link.after = value_of(after);
    link.is_by_time = is_by_time;
    if (is_by_time) set_evidence(link, before, after);
  }

  // Of the chain of the one value the transaction that ended first, of the other's the one that began last.
  void set_evidence(Link& link, VersionId before, VersionId after) const {
    const VersionId first_root = chain_to(before, link.key).back();
    const VersionId second_root = chain_to(after, link.key).back();
    TxnId ended = link.from;
    TxnId began = link.to;
    const auto look_at = [&](TxnId txn, VersionId version) {
      const VersionId root = chain_to(version, link.key).back();
      if (root == first_root && log_.all[txn].ret < log_.all[ended].ret) ended = txn;
      if (root == second_root && log_.all[txn].call > log_.all[began].call) began = txn;
    };
    const VersionId first = versions_.first_of(link.key);
    for (VersionId id = first; id < first + versions_.of_key(link.key).size(); ++id) {
      if (versions_[id].is_final && versions_.is_committed[versions_[id].writer])
        look_at(versions_[id].writer, id);
    }
    for (const OutsideRead& read : versions_.reads) {
      if (read.key == link.key) look_at(read.txn, read.version);
    }
    link.evidence = {ended, began};
  }

  const TransactionLog& log_;
  const Versions& versions_;
};

Anomaly anomaly_of(std::span<const Link> cycle) {
  std::size_t anti_count = 0;
  bool has_adjacent = false;
  bool has_read = false;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const bool is_anti = cycle[i].kind == Dependency::Anti;
    anti_count += is_anti ? 1 : 0;
    has_adjacent = has_adjacent || (is_anti && cycle[(i + 1) % cycle.size()].kind == Dependency::Anti);
    has_read = has_read || cycle[i].kind == Dependency::Read;
  }
  if (anti_count == 0) return has_read ? Anomaly::InformationCycle : Anomaly::WriteCycle;
  if (anti_count == 1) return Anomaly::SingleAntiDependency;
  return has_adjacent ? Anomaly::ItemAntiDependency : Anomaly::NonadjacentAntiDependency;
}

}  // namespace

Contradiction cycle_of(const TransactionLog& log, const Versions& versions, std::span<const Hop> hops,
                       Level level) {
  const Linker linker(log, versions);
  Contradiction found{.refutes = level};
  for (const Hop& hop : hops) {
    found.transactions.push_back(hop.from);
    found.cycle.push_back(linker.link(hop));
  }
  found.anomaly = anomaly_of(found.cycle);
  return found;
}

}  // namespace pawl::checker
