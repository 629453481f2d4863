#include "checker/decide/sequencer/sequencer_units.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <tuple>

#include "checker/decide/sequencer/nearly_sorted.h"

namespace pawl::checker {
namespace {

using Kind = SequencerOp::Kind;

std::optional<Decision> find_impossible_answer(const SequencerOp& op, OpIndex index,
                                               const SequencerRules& rules) {
  if (!op.is_known() || op.kind == Kind::Create || op.kind == Kind::Delete) {
    return std::nullopt;
  }
  const auto reject = [&](std::string reason) {
    return violation(Finding::OffGrid, std::move(reason), {index});
  };
  const std::int64_t least = op.kind == Kind::Allocate ? op.first : op.last + 1;
  if (least < 1) {
    return reject(fmt::format("{} lies before the first number {} of the sequence",
                              rules.grid.value_of(least - (op.kind == Kind::Read ? 1 : 0)),
                              rules.grid.value_of(1)));
  }
  if (op.last > rules.ordinal_max) {
    return reject(fmt::format("{} lies beyond the last number {} of the sequence",
                              rules.grid.value_of(op.last), rules.grid.value_of(rules.ordinal_max)));
  }
  if (op.kind == Kind::Allocate && op.last - op.first + 1 != op.count) {
    return reject(fmt::format("{} numbers were asked for and {} to {} were given", op.count,
                              rules.grid.value_of(op.first), rules.grid.value_of(op.last)));
  }
  return std::nullopt;
}

SequencerUnit unit_of(const SequencerOp& op, OpIndex index, const SequencerRules& rules) {
  return {.kind = op.kind,
          .start = op.start,
          .end = op.end,
          .first = op.first,
          .last = op.last,
          .incarnation = rules.life == SequencerRules::Life::Eternal ? 0 : op.incarnation,
          .starter = index,
          .ender = index,
          .is_echo = false};
}

void add_unknown(const SequencerOp& op, OpIndex index, SequencerUnits& units) {
  switch (op.kind) {
    case Kind::Allocate:
      units.allocates.push_back({.size = op.count, .start = op.start, .op = index});
      return;
    case Kind::Create: units.creates.push_back({.size = 1, .start = op.start, .op = index}); return;
    case Kind::Delete: units.deletes.push_back({.size = 1, .start = op.start, .op = index}); return;
    case Kind::Read: return;
  }
}

/// All attempts of one effect become one unit and its replays. `attempts` is sorted by start and not empty.
void add_attempts(std::span<const SequencerOp> ops, std::span<const OpIndex> attempts,
                  const SequencerRules& rules, SequencerUnits& units) {
  const OpIndex* ender = nullptr;
  for (const OpIndex& attempt : attempts) {
    if (ops[attempt].is_known() && (ender == nullptr || ops[attempt].end < ops[*ender].end)) {
      ender = &attempt;
    }
  }
  if (ender == nullptr) {
    const auto other = [&](OpIndex a) { return ops[a].count != ops[attempts[0]].count; };
    if (std::ranges::any_of(attempts, other)) {
      units.decision = undecided("attempts of unknown outcome under one key asked for different counts");
      return;
    }
    add_unknown(ops[attempts[0]], attempts[0], units);
    return;
  }
  const SequencerOp& answered = ops[*ender];
  SequencerUnit unit = unit_of(answered, *ender, rules);
  for (OpIndex attempt : attempts) {
    const SequencerOp& op = ops[attempt];
    const bool differs =
        op.first != answered.first || op.last != answered.last ||
        (rules.life == SequencerRules::Life::Created && op.incarnation != answered.incarnation);
    if (op.kind == Kind::Allocate && op.is_known() && differs) {
      units.decision =
          violation(Finding::KeyConflict,
                    fmt::format("attempts under one idempotency key were given {} to {} and {} to {}",
                                rules.grid.value_of(answered.first), rules.grid.value_of(answered.last),
                                rules.grid.value_of(op.first), rules.grid.value_of(op.last)),
                    {*ender, attempt});
      return;
    }
    if (op.count == answered.count && op.start < unit.start) {
      unit.start = op.start;
      unit.starter = attempt;
    }
  }
  for (OpIndex attempt : attempts) {
    if (attempt != unit.starter && ops[attempt].is_known()) {
      units.replays.push_back(
          {.unit = units.known.size(), .start = ops[attempt].start, .end = ops[attempt].end, .op = attempt});
    }
  }
  units.known.push_back(unit);
}

/// Where a unit stands in the order of effects: by incarnation; in it create, numbers upwards (a read after
/// what it saw), delete.
struct UnitPlace {
  std::int64_t incarnation = 0;
  std::int64_t step = 0;
  Position start = 0;
  std::size_t unit = 0;

  bool operator<(const UnitPlace& other) const {
    if (incarnation != other.incarnation) return incarnation < other.incarnation;
    if (step != other.step) return step < other.step;
    return start < other.start;
  }
};

UnitPlace place_of(const SequencerUnit& unit, std::size_t index) {
  using Limits = std::numeric_limits<std::int64_t>;
  const std::int64_t step = unit.kind == Kind::Create ? Limits::min()
                            : unit.kind == Kind::Delete
                                ? Limits::max()
                                : 2 * unit.base() + (unit.kind == Kind::Allocate ? 1 : 0);
  return {.incarnation = unit.incarnation, .step = step, .start = unit.start, .unit = index};
}

void sort_units(SequencerUnits& units) {
  std::vector<UnitPlace> places;
  places.reserve(units.known.size());
  for (std::size_t i = 0; i < units.known.size(); ++i) {
    places.push_back(place_of(units.known[i], i));
  }
  sort_nearly_sorted(places, std::less<>());
  std::vector<SequencerUnit> sorted;
  sorted.reserve(places.size());
  for (const UnitPlace& place : places) {
    sorted.push_back(units.known[place.unit]);
  }
  units.known = std::move(sorted);
  if (units.replays.empty()) {
    return;
  }
  std::vector<std::size_t> now_at(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    now_at[places[i].unit] = i;
  }
  for (SequencerReplay& replay : units.replays) {
    replay.unit = now_at[replay.unit];
  }
}

/// A create answered with an incarnation that others saw before it began found it there: its answers
/// are repetitions, and the creation itself is one of unknown outcome.
void find_echoes(std::span<const SequencerOp> ops, SequencerUnits& units) {
  Position deadline = kNoEnd;
  for (std::size_t i = units.known.size(); i-- > 0;) {
    SequencerUnit& unit = units.known[i];
    if (unit.kind == Kind::Create && deadline < unit.start) {
      unit.is_echo = true;
      unit.start = kBeforeAll;
      const SequencerOp& starter = ops[unit.starter];
      units.replays.push_back({.unit = i, .start = starter.start, .end = starter.end, .op = unit.starter});
    }
    deadline = std::min(deadline, unit.end);
  }
}

/// What makes two operations attempts of one effect; operations without such a name stand alone.
struct AttemptName {
  Kind kind = Kind::Allocate;
  std::int64_t name = 0;
  Position start = 0;
  OpIndex op = 0;
  auto key() const { return std::tuple(kind, name); }
};

}  // namespace

std::int64_t SequencerUnit::base() const { return kind == Kind::Allocate ? first - 1 : last; }

SequencerUnits collect_units(std::span<const SequencerOp> ops, const SequencerRules& rules) {
  SequencerUnits units;
  std::vector<AttemptName> named;
  units.known.reserve(ops.size());
  for (OpIndex i = 0; i < ops.size(); ++i) {
    const SequencerOp& op = ops[i];
    if (auto impossible = find_impossible_answer(op, i, rules)) {
      units.decision = std::move(impossible);
      return units;
    }
    const bool is_keyed = op.kind == Kind::Allocate && op.key != kNoKey;
    if (is_keyed || (op.kind == Kind::Create && op.is_known())) {
      named.push_back(
          {.kind = op.kind, .name = is_keyed ? op.key : op.incarnation, .start = op.start, .op = i});
    } else if (op.is_known()) {
      units.known.push_back(unit_of(op, i, rules));
    } else {
      add_unknown(op, i, units);
    }
  }
  std::ranges::sort(named, [](const AttemptName& a, const AttemptName& b) {
    return std::tuple(a.key(), a.start) < std::tuple(b.key(), b.start);
  });
  std::vector<OpIndex> attempts;
  for (std::size_t i = 0; i < named.size(); ++i) {
    attempts.push_back(named[i].op);
    if (i + 1 == named.size() || named[i + 1].key() != named[i].key()) {
      add_attempts(ops, attempts, rules, units);
      attempts.clear();
      if (units.decision && units.decision->is_violation()) {
        return units;
      }
    }
  }
  sort_units(units);
  find_echoes(ops, units);
  return units;
}

}  // namespace pawl::checker
