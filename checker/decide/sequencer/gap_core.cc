#include "checker/decide/sequencer/gap_core.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "checker/decide/freeing.h"

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

/// What is open at the end and kept stands beyond all that is kept and ended: it cannot have helped. What
/// stands before some of that is as good as free.
Answer answer_of(std::span<const SequencerOp> ops, const SequencerRules& rules, const std::vector<bool>& kept,
                 Position until) {
  const SequencerOp* farthest = nullptr;
  for (OpIndex i = 0; i < ops.size(); ++i) {
    const bool has_ended = kept[i] && ops[i].end <= until && ops[i].is_known();
    if (has_ended &&
        (farthest == nullptr || place_of(ops[i], rules.life) > place_of(*farthest, rules.life))) {
      farthest = &ops[i];
    }
  }
  if (farthest == nullptr) {
    return Answer::Linearizable;
  }
  const auto is_beyond_all = [&](const SequencerOp& op) {
    return place_of(op, rules.life) > place_of(*farthest, rules.life);
  };
  const auto changes = [](const SequencerOp& op) { return op.kind != Kind::Read; };
  return answer_of_sequencer(with_freed(ops, kept, until, changes, is_beyond_all), rules);
}

}  // namespace

void find_sequencer_core(std::span<const SequencerOp> ops, const SequencerRules& rules,
                         const std::optional<FailedGap>& gap, Decision& violation) {
  const bool has_one_life = rules.life == SequencerRules::Life::Eternal;
  if (gap && has_one_life) {
    const std::vector<OpIndex> begun = begun_by(ops, ops[gap->witness].end);
    if (std::ranges::all_of(begun, [&](OpIndex i) { return is_single(ops[i]); })) {
      violation.core = core_of_singles(ops, begun, *gap);
      violation.is_core_minimal = true;
      violation.until = ops[gap->witness].end;
      return;
    }
  }
  shrink_later(violation, ops,
               [rules](std::span<const SequencerOp> all, const std::vector<bool>& kept, Position until) {
                 return answer_of(all, rules, kept, until);
               });
}

}  // namespace pawl::checker
