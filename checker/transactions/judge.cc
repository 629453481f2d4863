#include "checker/transactions/judge.h"

#include <algorithm>
#include <utility>

#include "checker/transactions/completion.h"
#include "checker/transactions/components.h"
#include "checker/transactions/links.h"
#include "checker/transactions/serial_order.h"
#include "checker/transactions/verify.h"

namespace pawl::checker {
namespace {

constexpr Level kSerial[] = {Level::StrictSerializable, Level::SessionSerializable, Level::Serializable};

class Judge {
 public:
  explicit Judge(TransactionLog& log) : log_(log), versions_(log), graph_(log, versions_) {
    report_.standing.fill(Standing::Open);
  }

  LevelReport run() && {
    take(std::exchange(versions_.found, {}));
    if (report_.found.empty() && has_order(Level::StrictSerializable)) return std::move(report_);
    for (const Level level : all_levels()) {
      // A cycle of a weaker level is one of this as well.
      if (report_.of(level) == Standing::Open) look_for_cycle(level);
    }
    for (const Level level : kSerial) {
      if (report_.of(level) == Standing::Open && level != Level::StrictSerializable) has_order(level);
    }
    for (const Level level : all_levels()) {
      if (report_.of(level) == Standing::Open) settle_open(level);
    }
    return std::move(report_);
  }

 private:
  void take(std::vector<Contradiction> all) {
    std::ranges::sort(all, [](const Contradiction& a, const Contradiction& b) {
      return a.refutes != b.refutes ? a.refutes < b.refutes : a.anomaly < b.anomaly;
    });
    for (Contradiction& each : all) keep(std::move(each));
  }

  void keep(Contradiction found) {
    if (!verify_contradiction(log_, found)) {
      ++report_.rejected_count;
      // Our own mistake: nothing is claimed of these levels.
      for (const Level level : all_levels()) {
        if (implies(level, found.refutes)) is_doubtful_[static_cast<std::size_t>(level)] = true;
      }
      return;
    }
    report_.settle(found.refutes, Standing::Refuted);
    report_.found.push_back(std::move(found));
  }

  void look_for_cycle(Level level) {
    const auto hops = find_cycle(graph_, relation_of(level));
    if (!hops) return;
    keep(cycle_of(log_, versions_, *hops, level));
  }

  bool has_order(Level level) {
    auto order = find_order(log_, versions_, graph_, relation_of(level));
    if (!order || !verify_order(log_, *order, level)) return false;
    accept(level, std::move(*order));
    return true;
  }

  void accept(Level level, std::vector<TxnId> order) {
    report_.settle(level, Standing::Holds);
    report_.order = std::move(order);
    report_.order_level = level;
  }

  // No cycle of what is known. Where nothing else is to be known, that is enough.
  void settle_open(Level level) {
    if (is_doubtful_[static_cast<std::size_t>(level)]) return;
    const bool is_simple = !implies(level, Level::SnapshotIsolation);
    const bool is_serial = implies(level, Level::Serializable);
    if (!versions_.has_opaque && !is_serial && (is_simple || !graph_.has_open_order())) {
      report_.settle(level, Standing::Holds);
      return;
    }
    auto completion = complete(log_, versions_, level);
    if (!completion) return;
    if (!completion->is_possible) {
      report_.settle(level, Standing::Refuted);
      report_.found.push_back({.anomaly = Anomaly::NoOrder, .refutes = level});
    } else if (!is_serial) {
      report_.settle(level, Standing::Holds);
    } else if (verify_order(log_, completion->order, level)) {
      accept(level, std::move(completion->order));
    }
  }

  TransactionLog& log_;
  Versions versions_;
  Graph graph_;
  LevelReport report_;
  std::array<bool, 8> is_doubtful_{};
};

}  // namespace

const Contradiction* LevelReport::refutation_of(Level level) const {
  const auto first =
      std::ranges::find_if(found, [&](const Contradiction& each) { return implies(level, each.refutes); });
  return first == found.end() ? nullptr : &*first;
}

std::vector<Level> LevelReport::strongest_holding() const {
  std::vector<Level> all;
  for (const Level level : all_levels()) {
    const auto is_above = [&](Level other) {
      return other != level && implies(other, level) && of(other) == Standing::Holds;
    };
    if (of(level) == Standing::Holds && std::ranges::none_of(all_levels(), is_above)) all.push_back(level);
  }
  return all;
}

std::vector<Level> LevelReport::weakest_refuted() const {
  std::vector<Level> all;
  for (const Level level : all_levels()) {
    const auto is_below = [&](Level other) {
      return other != level && implies(level, other) && of(other) == Standing::Refuted;
    };
    if (of(level) == Standing::Refuted && std::ranges::none_of(all_levels(), is_below)) all.push_back(level);
  }
  return all;
}

void LevelReport::settle(Level level, Standing to) {
  for (const Level other : all_levels()) {
    const bool follows = to == Standing::Holds ? implies(level, other) : implies(other, level);
    if (follows) standing[static_cast<std::size_t>(other)] = to;
  }
}

LevelReport judge_transactions(TransactionLog& log) { return Judge(log).run(); }

}  // namespace pawl::checker
