#include "checker/decide/gap_core.h"

#include <algorithm>
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

/// Freed allocations are unknown and began before all others; freed reads say nothing.
Shrinking shrinking_of(std::span<const SequencerOp> ops, const SequencerRules& rules,
                       std::vector<OpIndex> begun, const FailedGap& gap) {
  std::vector<SequencerOp> all;
  for (const OpIndex i : begun) {
    all.push_back(ops[i]);
  }
  const auto witness = static_cast<std::size_t>(std::ranges::find(begun, gap.witness) - begun.begin());
  Shrinking shrinking;
  shrinking.candidates = std::move(begun);
  shrinking.contradicts = [all = std::move(all), rules, gap, witness](const std::vector<bool>& kept) {
    if (!kept[witness]) {
      return false;  // then nothing must have happened by its end
    }
    std::vector<SequencerOp> weak;
    Position before_all = kBeforeAll;
    for (std::size_t i = 0; i < all.size(); ++i) {
      SequencerOp op = all[i];
      if (kept[i] && i != witness && is_beyond(op, gap)) {
        continue;  // it is open when the witness ends, and what it was answered fills no gap before
      }
      if (!kept[i] && op.kind == Kind::Read) {
        continue;
      }
      if (!kept[i]) {
        op.start = before_all--;
        op.end = kNoEnd;
      }
      weak.push_back(op);
    }
    return decide_sequencer(weak, rules).is_violation();
  };
  return shrinking;
}

}  // namespace

void find_gap_core(std::span<const SequencerOp> ops, const SequencerRules& rules, const FailedGap& gap,
                   Decision& violation) {
  std::vector<OpIndex> begun = begun_by(ops, ops[gap.witness].end);
  if (std::ranges::all_of(begun, [&](OpIndex i) { return is_single(ops[i]); })) {
    violation.core = core_of_singles(ops, begun, gap);
    violation.is_core_minimal = true;
    return;
  }
  violation.shrinking = shrinking_of(ops, rules, std::move(begun), gap);
}

}  // namespace pawl::checker
