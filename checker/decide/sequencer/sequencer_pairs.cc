#include "checker/decide/sequencer/sequencer_pairs.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "checker/decide/known_order.h"

namespace pawl::checker {
namespace {

using Kind = SequencerOp::Kind;

/// Rule 1: no number twice, no read inside a range, no incarnation deleted twice.
std::optional<Decision> find_overlap(const SequencerUnits& units, const SequencerGrid& grid) {
  const SequencerUnit* holder = nullptr;
  for (const SequencerUnit& unit : units.known) {
    if (unit.kind == Kind::Create) {
      continue;
    }
    if (holder != nullptr && holder->incarnation == unit.incarnation) {
      if (unit.kind == Kind::Delete && holder->kind == Kind::Delete) {
        return violation(Finding::Duplicate,
                         fmt::format("incarnation {} was deleted twice", unit.incarnation),
                         {holder->ender, unit.ender});
      }
      if (unit.kind == Kind::Allocate && unit.base() < holder->last) {
        return violation(
            Finding::Duplicate,
            fmt::format("{} was handed out twice: one operation {}, another {}", grid.value_of(unit.first),
                        describe(*holder, grid), describe(unit, grid)),
            {holder->ender, unit.ender});
      }
      if (unit.kind == Kind::Read && unit.last < holder->last) {
        return violation(Finding::InsideRange,
                         fmt::format("an operation {}, inside the range of the one that {}",
                                     describe(unit, grid), describe(*holder, grid)),
                         {holder->ender, unit.ender});
      }
    }
    if (unit.kind != Kind::Read) {
      holder = &unit;
    }
  }
  return std::nullopt;
}

/// Rule 2: what ended before another began does not come later in the order of effects.
std::optional<Decision> find_inversion(const SequencerUnits& units, const SequencerGrid& grid) {
  const auto at = [&](std::size_t place) -> const SequencerUnit& { return units.known[place]; };
  const auto inverted = find_inverted(units.known.size(), at, [&](std::size_t place) {
    const SequencerUnit& unit = at(place);
    const SequencerUnit& before = at(place - 1);
    return unit.kind == Kind::Read && before.kind == Kind::Read && before.last == unit.last &&
           before.incarnation == unit.incarnation;
  });
  if (!inverted) {
    return std::nullopt;
  }
  const SequencerUnit& later = at(inverted->later);
  const SequencerUnit& earlier = at(inverted->earlier);
  std::vector<OpIndex> core{later.ender, earlier.starter};
  if (earlier.ender != earlier.starter) {
    core.push_back(earlier.ender);
  }
  return violation(Finding::InvertedPair,
                   fmt::format("an operation that {} had ended before the one that {} began",
                               describe(later, grid), describe(earlier, grid)),
                   std::move(core));
}

}  // namespace

std::optional<Decision> find_contradicting_pair(const SequencerUnits& units, const SequencerGrid& grid) {
  if (auto found = find_overlap(units, grid)) {
    return found;
  }
  return find_inversion(units, grid);
}

std::string describe(const SequencerUnit& unit, const SequencerGrid& grid) {
  switch (unit.kind) {
    case Kind::Create: return fmt::format("created incarnation {}", unit.incarnation);
    case Kind::Delete: return fmt::format("deleted incarnation {}", unit.incarnation);
    case Kind::Read: return fmt::format("read {}", grid.value_of(unit.last));
    case Kind::Allocate: break;
  }
  if (unit.first == unit.last) {
    return fmt::format("received {}", grid.value_of(unit.last));
  }
  return fmt::format("received {} to {}", grid.value_of(unit.first), grid.value_of(unit.last));
}

}  // namespace pawl::checker
