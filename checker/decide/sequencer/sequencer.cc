#include "checker/decide/sequencer/sequencer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "checker/decide/known_order.h"
#include "checker/decide/sequencer/gap_core.h"
#include "checker/decide/sequencer/sequencer_pairs.h"
#include "checker/decide/sequencer/sequencer_units.h"

namespace pawl::checker {
namespace {

using Kind = SequencerOp::Kind;

/// A gap and the unit it lies before.
struct Gap {
  GapDemand demand;
  std::size_t before = 0;
  std::int64_t base = 0;  ///< the ordinal reached below it
};

/// The gaps by the kind of operation that can fill them.
struct Gaps {
  std::vector<Gap> values;
  std::vector<Gap> creates;
  std::vector<Gap> deletes;
};

class Decider {
 public:
  Decider(const SequencerUnits& units, const SequencerRules& rules) : units_(units), rules_(rules) {
    earliest_ = first_ends(units_.known.size(),
                           [&](std::size_t unit) -> const SequencerUnit& { return units_.known[unit]; });
  }

  Decision decide() {
    if (auto found = find_contradicting_pair(units_, rules_.grid)) {
      return *std::move(found);
    }
    if (auto found = place_replays()) {
      return *std::move(found);
    }
    find_gaps();
    if (auto found = fill(gaps_.deletes, units_.deletes, deletes_)) {
      return *std::move(found);
    }
    if (auto found = fill(gaps_.creates, units_.creates, creates_)) {
      return *std::move(found);
    }
    if (auto found = fill(gaps_.values, units_.allocates, values_)) {
      return *std::move(found);
    }
    return linearizable(build_order());
  }

  /// The gap that made the answer a no; nothing if something else did.
  const std::optional<FailedGap>& failed_gap() const { return failed_gap_; }

 private:
  struct PlacedReplay {
    std::size_t before = 0;
    Position start = 0;
    OpIndex op = 0;
  };

  Position end_of(std::size_t unit) const { return units_.known[unit].end; }
  /// The first end of the units from `unit` on; kNoEnd beyond the last.
  Position deadline(std::size_t unit) const {
    return unit < earliest_.size() ? end_of(earliest_[unit]) : kNoEnd;
  }

  std::string what(const SequencerUnit& unit) const { return describe(unit, rules_.grid); }
  std::optional<Decision> place_replays();
  void find_gaps();
  std::optional<Decision> fill(const std::vector<Gap>& gaps, const std::vector<GapSupply>& supplies,
                               GapFill& into);
  Decision explain_gap(const std::vector<Gap>& gaps, const std::vector<GapSupply>& supplies,
                       std::size_t failed);
  std::string missing_numbers(const std::vector<Gap>& gaps, std::size_t failed) const;
  std::vector<OpIndex> build_order();

  const SequencerUnits& units_;
  const SequencerRules& rules_;
  std::vector<std::size_t> earliest_;  ///< of each suffix of the known units, the one with the first end
  std::vector<PlacedReplay> replays_;
  Gaps gaps_;
  GapFill deletes_;
  GapFill creates_;
  GapFill values_;
  std::optional<FailedGap> failed_gap_;
};

/// A repeated answer goes to the first place after its unit that everything ending before its start precedes.
std::optional<Decision> Decider::place_replays() {
  for (const SequencerReplay& replay : units_.replays) {
    const SequencerUnit& unit = units_.known[replay.unit];
    std::size_t low = replay.unit + 1;
    std::size_t high = units_.known.size();
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      if (deadline(middle) < replay.start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (unit.kind == Kind::Create) {
      const auto is_alive = [&](const SequencerUnit& u) {
        return u.incarnation <= unit.incarnation &&
               !(u.incarnation == unit.incarnation && u.kind == Kind::Delete);
      };
      const auto life_end = static_cast<std::size_t>(std::ranges::partition_point(units_.known, is_alive) -
                                                     units_.known.begin());
      if (low > life_end) {
        const SequencerUnit& later = units_.known[earliest_[life_end]];
        return violation(Finding::InvertedPair,
                         fmt::format("an operation that {} had ended before one began that was answered with "
                                     "incarnation {}",
                                     what(later), unit.incarnation),
                         {later.ender, replay.op});
      }
    }
    replays_.push_back({.before = low, .start = replay.start, .op = replay.op});
  }
  std::ranges::sort(replays_, [](const PlacedReplay& a, const PlacedReplay& b) {
    return a.before != b.before ? a.before < b.before : a.start < b.start;
  });
  return std::nullopt;
}

void Decider::find_gaps() {
  std::int64_t reached = 0;
  bool is_alive = rules_.life == SequencerRules::Life::Eternal;
  std::int64_t incarnation = 0;
  if (is_alive && rules_.begin == SequencerRules::Begin::Anywhere && !units_.known.empty()) {
    reached = units_.known[0].base();
  }
  const auto demand = [&](std::vector<Gap>& gaps, std::size_t i, std::int64_t length) {
    gaps.push_back({.demand = {.length = length, .deadline = deadline(i)}, .before = i, .base = reached});
  };
  bool is_first = rules_.life == SequencerRules::Life::Created;
  for (std::size_t i = 0; i < units_.known.size(); ++i) {
    const SequencerUnit& unit = units_.known[i];
    if (is_first || unit.incarnation != incarnation) {
      if (is_alive) {
        demand(gaps_.deletes, i, 1);
      }
      if (unit.kind != Kind::Create || unit.is_echo) {
        demand(gaps_.creates, i, 1);
      }
      is_alive = true;
      is_first = false;
      incarnation = unit.incarnation;
      reached = 0;
    }
    if (unit.kind == Kind::Create) {
      continue;
    }
    if (unit.kind == Kind::Delete) {
      is_alive = false;
      continue;
    }
    if (unit.base() > reached) {
      demand(gaps_.values, i, unit.base() - reached);
    }
    reached = unit.last;
  }
}

std::optional<Decision> Decider::fill(const std::vector<Gap>& gaps, const std::vector<GapSupply>& supplies,
                                      GapFill& into) {
  std::vector<GapDemand> demands;
  demands.reserve(gaps.size());
  for (const Gap& gap : gaps) {
    demands.push_back(gap.demand);
  }
  into = fill_gaps(demands, supplies, rules_.fill_steps_max);
  switch (into.outcome) {
    case GapFill::Outcome::Filled: return std::nullopt;
    case GapFill::Outcome::TooFew: return explain_gap(gaps, supplies, into.failed_gap);
    case GapFill::Outcome::BudgetEnded:
      return undecided(fmt::format(
          "filling {} gaps from {} unknown operations of three or more sizes took more than {} steps",
          gaps.size(), supplies.size(), rules_.fill_steps_max));
  }
  return std::nullopt;
}

Decision Decider::explain_gap(const std::vector<Gap>& gaps, const std::vector<GapSupply>& supplies,
                              std::size_t failed) {
  const Gap& gap = gaps[failed];
  const SequencerUnit& witness = units_.known[earliest_[gap.before]];
  std::vector<OpIndex> core{witness.ender};
  for (const GapSupply& supply : supplies) {
    if (supply.start <= gap.demand.deadline) {
      core.push_back(supply.op);
    }
  }
  const std::size_t candidates = core.size() - 1;
  const std::string had_begun =
      candidates == 1
          ? "the one operation of unknown outcome that had begun by then"
          : fmt::format("the {} operations of unknown outcome that had begun by then", candidates);
  if (rules_.life == SequencerRules::Life::Created || rules_.begin == SequencerRules::Begin::AtZero) {
    failed_gap_ = {.witness = witness.ender, .base = witness.base()};
  }
  if (&gaps != &gaps_.values) {
    return violation(
        Finding::Gap,
        fmt::format("an operation that {} had ended, {} of the sequence must have come before it that "
                    "nobody known made, and {} cannot account for that",
                    what(witness), &gaps == &gaps_.creates ? "a create" : "a delete", had_begun),
        std::move(core));
  }
  return violation(
      Finding::Gap,
      fmt::format("an operation that {} had ended, {} given to no known operation, and {} cannot "
                  "account for exactly that",
                  what(witness), missing_numbers(gaps, failed), had_begun),
      std::move(core));
}

/// `7 was`, `7 to 9 were`, or how many and the last of them.
std::string Decider::missing_numbers(const std::vector<Gap>& gaps, std::size_t failed) const {
  std::int64_t missing = 0;
  for (std::size_t g = 0; g <= failed; ++g) {
    missing += std::min(gaps[g].demand.length, kOrdinalMax - missing);
  }
  const std::int64_t first = rules_.grid.value_of(gaps[failed].base + 1);
  const std::int64_t last = rules_.grid.value_of(gaps[failed].base + gaps[failed].demand.length);
  if (missing == 1) {
    return fmt::format("{} was", last);
  }
  if (failed == 0) {
    return fmt::format("{} to {} were", first, last);
  }
  return fmt::format("{} numbers below it, the last of them {}, were", missing, last);
}

std::vector<OpIndex> Decider::build_order() {
  std::vector<OpIndex> order;
  order.reserve(units_.known.size() + replays_.size() + values_.fillers.size());
  std::size_t replay = 0;
  const auto emit_replays = [&](std::size_t before) {
    for (; replay < replays_.size() && replays_[replay].before == before; ++replay) {
      order.push_back(replays_[replay].op);
    }
  };
  const auto emit_fill = [&](const std::vector<Gap>& gaps, const GapFill& filled, std::size_t& next,
                             std::size_t before) {
    if (next == gaps.size() || gaps[next].before != before) {
      return;
    }
    for (std::size_t f = filled.begin[next]; f < filled.begin[next + 1]; ++f) {
      order.push_back(filled.fillers[f]);
    }
    ++next;
  };
  std::size_t next_delete = 0;
  std::size_t next_create = 0;
  std::size_t next_value = 0;
  for (std::size_t i = 0; i < units_.known.size(); ++i) {
    emit_replays(i);
    emit_fill(gaps_.deletes, deletes_, next_delete, i);
    emit_fill(gaps_.creates, creates_, next_create, i);
    emit_fill(gaps_.values, values_, next_value, i);
    if (!units_.known[i].is_echo) {
      order.push_back(units_.known[i].starter);
    }
  }
  emit_replays(units_.known.size());
  return order;
}

}  // namespace

std::int64_t SequencerGrid::value_of(std::int64_t ordinal) const {
  const auto offset = static_cast<std::uint64_t>(ordinal) * static_cast<std::uint64_t>(increment);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(origin) + offset);
}

namespace {

/// The decision, and the gap that it rests on if it does.
std::pair<Decision, std::optional<FailedGap>> decide_with_gap(std::span<const SequencerOp> ops,
                                                              const SequencerRules& rules) {
  const SequencerUnits units = collect_units(ops, rules);
  if (units.decision && units.decision->is_violation()) {
    return {*units.decision, std::nullopt};
  }
  Decider decider(units, rules);
  Decision decision = decider.decide();
  // A key left out because its size is open could only have filled a gap.
  if (units.decision && decision.finding == Finding::Gap) {
    return {*units.decision, std::nullopt};
  }
  return {std::move(decision), decider.failed_gap()};
}

}  // namespace

Answer answer_of_sequencer(std::span<const SequencerOp> ops, const SequencerRules& rules) {
  return decide_with_gap(ops, rules).first.answer;
}

Decision decide_sequencer(std::span<const SequencerOp> ops, const SequencerRules& rules) {
  auto [decision, gap] = decide_with_gap(ops, rules);
  if (decision.is_violation()) {
    find_sequencer_core(ops, rules, gap, decision);
  }
  return std::move(decision);
}

}  // namespace pawl::checker
