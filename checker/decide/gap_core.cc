#include "checker/decide/gap_core.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace pawl::checker {
namespace {

using Kind = SequencerOp::Kind;

bool is_beyond(const SequencerOp& op, const FailedGap& gap) { return op.is_known() && op.last > gap.base; }

/// Those that began before the witness ended; the others cannot help.
std::vector<OpIndex> begun_by(std::span<const SequencerOp> ops, Position deadline) {
  std::vector<OpIndex> begun;
  for (OpIndex i = 0; i < ops.size(); ++i) {
    if (ops[i].start < deadline) {
      begun.push_back(i);
    }
  }
  return begun;
}

bool is_single(const SequencerOp& op) {
  return op.kind == Kind::Read || (op.kind == Kind::Allocate && op.count == 1 && op.key == kNoKey);
}

/// Freed allocations hand out one number each, so counting says how many of those beyond must not be free.
std::vector<OpIndex> core_of_singles(std::span<const SequencerOp> ops, std::span<const OpIndex> begun,
                                     const FailedGap& gap) {
  std::vector<OpIndex> core{gap.witness};
  std::int64_t lacking = gap.base;
  for (const OpIndex i : begun) {
    if (i == gap.witness || ops[i].kind != Kind::Allocate) {
      continue;
    }
    if (is_beyond(ops[i], gap)) {
      core.push_back(i);
    } else {
      --lacking;
    }
  }
  const auto spare = std::min(static_cast<std::size_t>(lacking - 1), core.size() - 1);
  core.resize(core.size() - spare);
  return core;
}

/// Where an operation stands in the order: of each life the create first, the delete last.
auto place_of(const SequencerOp& op, SequencerRules::Life life) {
  const std::int64_t incarnation = life == SequencerRules::Life::Eternal ? 0 : op.incarnation;
  const int part = op.kind == Kind::Create ? 0 : op.kind == Kind::Delete ? 2 : 1;
  return std::tuple(incarnation, part, op.kind == Kind::Allocate ? op.first - 1 : op.last);
}

/// Freed operations are unknown and began before all others; freed reads say nothing. What is open when the
/// witness ends need not have happened by then: beyond the witness it cannot have helped, before it it is as
/// good as free.
Shrinking shrinking_of(std::span<const SequencerOp> ops, const SequencerRules& rules,
                       std::vector<OpIndex> begun, const FailedGap& gap) {
  std::vector<SequencerOp> all;
  for (const OpIndex i : begun) {
    all.push_back(ops[i]);
  }
  const auto witness = static_cast<std::size_t>(std::ranges::find(begun, gap.witness) - begun.begin());
  Shrinking shrinking;
  shrinking.candidates = std::move(begun);
  shrinking.answer_of = [all = std::move(all), rules, witness](const std::vector<bool>& kept) {
    if (!kept[witness]) {
      return Answer::Linearizable;
    }
    std::vector<SequencerOp> weak;
    Position before_all = kBeforeAll;
    for (std::size_t i = 0; i < all.size(); ++i) {
      SequencerOp op = all[i];
      const bool is_open = op.is_known() && op.end > all[witness].end;
      if (kept[i] && is_open && place_of(op, rules.life) > place_of(all[witness], rules.life)) {
        continue;
      }
      if (!kept[i] || is_open) {
        if (op.kind == Kind::Read) {
          continue;
        }
        op.start = before_all--;
        op.end = kNoEnd;
      }
      weak.push_back(op);
    }
    return decide_sequencer(weak, rules).answer;
  };
  return shrinking;
}

}  // namespace

void find_gap_core(std::span<const SequencerOp> ops, const SequencerRules& rules, const FailedGap& gap,
                   Decision& violation) {
  std::vector<OpIndex> begun = begun_by(ops, ops[gap.witness].end);
  const bool has_one_life = rules.life == SequencerRules::Life::Eternal;
  if (has_one_life && std::ranges::all_of(begun, [&](OpIndex i) { return is_single(ops[i]); })) {
    violation.core = core_of_singles(ops, begun, gap);
    violation.is_core_minimal = true;
    return;
  }
  violation.shrinking = shrinking_of(ops, rules, std::move(begun), gap);
}

}  // namespace pawl::checker
