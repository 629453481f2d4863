// Random histories of a plain mutex, a lock with fencing tokens, a counter and a source of unique
// identifiers.

#include <fmt/format.h>

#include "checker/decide/counter/counter.h"
#include "checker/decide/counter/unique_ids.h"
#include "checker/decide/locks/fencing_lock.h"
#include "checker/decide/locks/mutex.h"
#include "tests/checker/decide/fuzz.h"

namespace pawl::checker::fuzz {
namespace {

std::vector<Interval> disturbed_intervals(Random& random) {
  const auto op_count = static_cast<std::size_t>(1 + random.below(8));
  std::vector<Interval> intervals = random_intervals(random, op_count, random.below(50));
  for (std::int64_t times = random.below(5); times > 0; --times) {
    disturb(random, intervals);
  }
  make_dense(random, intervals);
  return intervals;
}

template <typename Op>
Op& pick(Random& random, std::vector<Op>& ops) {
  return ops[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(ops.size())))];
}

/// Judges one case both ways; `print` shows what an operation has beyond its interval.
template <typename Op, typename State, typename Step, typename Print>
void judge(Tally& tally, std::string_view name, const std::vector<Op>& ops, const State& initial,
           const Step& step, const Decision& decision, const Print& print) {
  std::vector<Interval> intervals;
  for (const Op& op : ops) {
    intervals.push_back({op.start, op.end});
  }
  const bool expected = exists_order(std::span<const Interval>(intervals), initial, step);
  const bool holds =
      !decision.is_linearizable() ||
      is_linearization(std::span<const Interval>(intervals), std::span(decision.order), initial, step);
  count(tally, expected, decision, holds, [&] {
    std::string text = fmt::format("{}: brute force says {}, decision {} ({})\n", name, expected,
                                   static_cast<int>(decision.answer), decision.reason);
    for (const Op& op : ops) {
      text += fmt::format("  [{}, {}] {}\n", op.start, op.end == kNoEnd ? -1 : op.end, print(op));
    }
    for (OpIndex i : decision.order) {
      text += fmt::format(" {}", i);
    }
    return text;
  });
}

struct Grant {
  std::int64_t token = 0;
  bool is_held = false;
  Position lease_until = kBeforeAll;
  Position now = kBeforeAll;  ///< no later point can be before this
  bool operator==(const Grant&) const = default;
};

std::vector<FencingOp> play_fencing(Random& random, const FencingRules& rules, bool has_leases) {
  std::vector<FencingOp> ops;
  Grant grant;
  for (const Interval& interval : disturbed_intervals(random)) {
    FencingOp op{.start = interval.start, .end = interval.end};
    const std::int64_t die = random.below(100);
    const bool can_end = rules.expiry == FencingRules::Expiry::AfterLease && random.chance(40);
    op.kind = !grant.is_held || can_end   ? FencingOp::Kind::Acquire
              : die < 40 && op.is_known() ? FencingOp::Kind::Renew
                                          : FencingOp::Kind::Release;
    const bool took_effect = op.is_known() || random.chance(60);
    if (has_leases && random.chance(50)) {
      op.lease_until = op.start + random.below(6);
    }
    if (op.kind == FencingOp::Kind::Acquire && took_effect) {
      const bool is_dense = rules.tokens == FencingRules::Tokens::Dense;
      grant.token += is_dense ? 1 : 1 + random.below(2);
      grant.is_held = true;
    }
    if (op.kind == FencingOp::Kind::Release && took_effect) {
      grant.is_held = false;
    }
    op.token = grant.token;
    ops.push_back(op);
  }
  for (std::int64_t times = random.below(3); times > 0; --times) {
    FencingOp& op = pick(random, ops);
    switch (random.below(4)) {
      case 0: op.token = std::max<std::int64_t>(1, op.token + random.below(3) - 1); break;
      case 1: std::swap(op.token, pick(random, ops).token); break;
      case 2: ops.erase(ops.begin() + (&op - ops.data())); break;
      default:
        if (op.kind != FencingOp::Kind::Renew) {
          op.end = kNoEnd;
        }
        break;
    }
    if (ops.empty()) {
      break;
    }
  }
  return ops;
}

}  // namespace

void mutex_case(Random& random, Tally& tally) {
  std::vector<MutexOp> ops;
  const MutexBegin begin = random.chance(20) ? MutexBegin::Held : MutexBegin::Free;
  bool is_held = begin == MutexBegin::Held;
  for (const Interval& interval : disturbed_intervals(random)) {
    const bool flips = random.chance(8);
    const MutexOp op{.kind = is_held != flips ? MutexOp::Kind::Release : MutexOp::Kind::Acquire,
                     .start = interval.start,
                     .end = interval.end};
    if (op.is_known() || random.chance(60)) {
      is_held = op.kind == MutexOp::Kind::Acquire;
    }
    ops.push_back(op);
  }
  if (random.chance(30)) {
    std::swap(pick(random, ops).kind, pick(random, ops).kind);
  }
  const auto step = [&](bool held, std::size_t i, const auto& emit) {
    if (held == (ops[i].kind == MutexOp::Kind::Release)) {
      emit(!held);
    }
  };
  judge(tally, "mutex", ops, begin == MutexBegin::Held, step, decide_mutex(ops, begin),
        [](const MutexOp& op) { return fmt::format("kind {}", static_cast<int>(op.kind)); });
}

void fencing_case(Random& random, Tally& tally) {
  FencingRules rules;
  if (random.chance(40)) {
    rules.tokens = FencingRules::Tokens::Dense;
  }
  if (random.chance(50)) {
    rules.expiry = FencingRules::Expiry::Never;
  }
  const std::vector<FencingOp> ops = play_fencing(random, rules, random.chance(50));
  const auto step = [&](const Grant& from, std::size_t i, const auto& emit) {
    const FencingOp& op = ops[i];
    if (op.end < from.now) {
      return;
    }
    const auto granted = [&](std::int64_t token) {
      const bool expires = from.is_held;
      if (token <= from.token || (rules.tokens == FencingRules::Tokens::Dense && token != from.token + 1)) {
        return;
      }
      if (expires && rules.expiry == FencingRules::Expiry::Never) {
        return;
      }
      Grant next = from;
      if (expires) {
        next.now = std::max(next.now, from.lease_until);
      }
      if (op.end < next.now) {
        return;
      }
      next.is_held = true;
      next.token = token;
      next.lease_until = op.is_known() ? op.lease_until : kBeforeAll;
      emit(next);
    };
    Grant next = from;
    switch (op.kind) {
      case FencingOp::Kind::Acquire:
        if (op.is_known()) {
          granted(op.token);
        }
        for (std::int64_t token = 1; token <= 20 && !op.is_known(); ++token) {
          granted(token);
        }
        return;
      case FencingOp::Kind::Renew:
        next.lease_until = std::max(from.lease_until, op.lease_until);
        if (from.is_held && op.token == from.token) {
          emit(next);
        }
        return;
      case FencingOp::Kind::Release:
        next.is_held = false;
        if (from.is_held && op.token == from.token) {
          emit(next);
        }
        return;
    }
  };
  judge(tally, rules.tokens == FencingRules::Tokens::Dense ? "dense fencing" : "fencing", ops, Grant{}, step,
        decide_fencing_lock(ops, rules), [&](const FencingOp& op) {
          return fmt::format("kind {} token {} lease until {} (expiry {})", static_cast<int>(op.kind),
                             op.token, op.lease_until, static_cast<int>(rules.expiry));
        });
}

void counter_case(Random& random, Tally& tally) {
  std::vector<CounterOp> ops;
  std::int64_t value = 0;
  for (const Interval& interval : disturbed_intervals(random)) {
    CounterOp op{.start = interval.start, .end = interval.end};
    if (op.is_known() && random.chance(45)) {
      op.kind = CounterOp::Kind::Read;
    }
    if (op.kind == CounterOp::Kind::Add && (op.is_known() || random.chance(60))) {
      ++value;
    }
    op.seen = value;
    ops.push_back(op);
  }
  for (std::int64_t times = random.below(3); times > 0; --times) {
    pick(random, ops).seen += random.below(3) - 1;
  }
  const auto step = [&](std::int64_t from, std::size_t i, const auto& emit) {
    if (ops[i].kind == CounterOp::Kind::Add) {
      emit(from + 1);
    }
    if (ops[i].kind == CounterOp::Kind::Read && ops[i].seen == from) {
      emit(from);
    }
  };
  judge(tally, "counter", ops, std::int64_t{0}, step, decide_counter(ops, 0), [](const CounterOp& op) {
    return op.kind == CounterOp::Kind::Add ? std::string("add") : fmt::format("read {}", op.seen);
  });
}

void unique_ids_case(Random& random, Tally& tally) {
  std::vector<UniqueIdOp> ops;
  const std::int64_t ids = 4 + random.below(60);
  for (const Interval& interval : disturbed_intervals(random)) {
    if (interval.end == kNoEnd) {
      continue;
    }
    ops.push_back(
        {.start = interval.start, .end = interval.end, .id = static_cast<std::uint32_t>(random.below(ids))});
  }
  const auto step = [&](std::uint64_t given, std::size_t i, const auto& emit) {
    if ((given >> ops[i].id & 1U) == 0) {
      emit(given | std::uint64_t{1} << ops[i].id);
    }
  };
  judge(tally, "unique ids", ops, std::uint64_t{0}, step, decide_unique_ids(ops),
        [](const UniqueIdOp& op) { return fmt::format("id {}", op.id); });
}

}  // namespace pawl::checker::fuzz
