// Random histories of a sequencer: blocks, reads, keys, creates and deletes, unknown outcomes.

#include <fmt/format.h>

#include <array>
#include <optional>

#include "checker/decide/minimal_core.h"
#include "checker/decide/sequencer/sequencer.h"
#include "checker/decide/sequencer/sequencer_stream.h"
#include "tests/checker/decide/fuzz.h"

namespace pawl::checker::fuzz {
namespace {

using Kind = SequencerOp::Kind;
using Life = SequencerRules::Life;
using Begin = SequencerRules::Begin;
constexpr std::int64_t kIncarnationsMax = 4;

/// A sequencer written from its description: what was handed out, to which keys, in which life.
struct Model {
  std::int64_t reached = 0;
  std::int64_t incarnation = 0;
  bool is_alive = true;
  bool may_jump = false;  ///< the first number is not yet known
  std::array<std::int64_t, 2> key_last{};
  std::array<std::int64_t, 2> key_count{};
  std::array<std::int64_t, 2> key_life{};
  bool operator==(const Model&) const = default;
};

struct Case {
  std::vector<SequencerOp> ops;
  SequencerRules rules;
  bool has_order = true;      ///< the decision must prove itself by an order
  Position gives_up_at = -1;  ///< for streams: unknown operations are given up after this event
};

struct Step {
  const Case& c;

  template <typename Emit>
  void operator()(const Model& from, std::size_t i, const Emit& emit) const {
    const SequencerOp& op = c.ops[i];
    if (from.may_jump) {
      for (std::int64_t reached = 0; reached <= 40; ++reached) {
        Model settled = from;
        settled.reached = reached;
        settled.may_jump = false;
        (*this)(settled, i, emit);
      }
      return;
    }
    const bool fits_life = c.rules.life == Life::Eternal || from.incarnation == op.incarnation;
    Model next = from;
    switch (op.kind) {
      case Kind::Read:
        if (!op.is_known() || (from.is_alive && fits_life && op.last == from.reached)) {
          emit(next);
        }
        return;
      case Kind::Create: create(from, op, emit); return;
      case Kind::Delete:
        next.is_alive = false;
        if (from.is_alive && (!op.is_known() || fits_life)) {
          emit(next);
        }
        return;
      case Kind::Allocate: allocate(from, op, fits_life, emit); return;
    }
  }

  template <typename Emit>
  void create(const Model& from, const SequencerOp& op, const Emit& emit) const {
    if (from.is_alive) {
      if (op.is_known() && op.incarnation == from.incarnation) {
        emit(from);
      }
      return;
    }
    for (std::int64_t life = from.incarnation + 1; life <= kIncarnationsMax; ++life) {
      if (op.is_known() && life != op.incarnation) {
        continue;
      }
      Model next = from;
      next.is_alive = true;
      next.incarnation = life;
      next.reached = 0;
      emit(next);
    }
  }

  template <typename Emit>
  void allocate(const Model& from, const SequencerOp& op, bool fits_life, const Emit& emit) const {
    Model next = from;
    if (op.key != kNoKey && from.key_count[static_cast<std::size_t>(op.key)] != 0) {
      const auto key = static_cast<std::size_t>(op.key);
      const bool same = from.key_count[key] == op.count && from.key_last[key] == op.last &&
                        (c.rules.life == Life::Eternal || from.key_life[key] == op.incarnation);
      if (op.is_known() && same) {
        emit(next);
      }
      return;
    }
    if (!from.is_alive) {
      return;
    }
    next.reached = from.reached + op.count;
    if (op.is_known() && (!fits_life || op.first != from.reached + 1 || op.last != next.reached)) {
      return;
    }
    if (op.key != kNoKey) {
      next.key_count[static_cast<std::size_t>(op.key)] = op.count;
      next.key_last[static_cast<std::size_t>(op.key)] = next.reached;
      next.key_life[static_cast<std::size_t>(op.key)] = next.incarnation;
    }
    emit(next);
  }
};

Model initial_model(const Case& c) {
  Model model;
  model.is_alive = c.rules.life == Life::Eternal;
  model.may_jump = c.rules.begin == Begin::Anywhere;
  return model;
}

std::int64_t random_count(Random& random, std::int64_t sizes) {
  constexpr std::int64_t kSizes[5][3] = {{1, 1, 1}, {3, 3, 3}, {1, 4, 1}, {2, 3, 3}, {1, 2, 3}};
  return kSizes[sizes][random.below(3)];
}

/// Runs a true sequencer over the points and writes down its answers.
void play(Random& random, Case& c, bool has_keys) {
  const std::int64_t sizes = random.below(5);
  Model model = initial_model(c);
  if (model.may_jump) {
    model.reached = random.below(4);
  }
  model.may_jump = false;
  for (SequencerOp& op : c.ops) {
    const std::int64_t die = random.below(100);
    op.kind = die < 25 ? Kind::Read : Kind::Allocate;
    op.incarnation = model.incarnation;
    if (c.rules.life == Life::Created && (die > 80 || !model.is_alive)) {
      op.kind = model.is_alive && die > 90 ? Kind::Delete : Kind::Create;
    }
    const bool took_effect = op.is_known() || random.chance(60);
    if (op.kind == Kind::Create) {
      if (!model.is_alive && took_effect) {
        model.incarnation = std::min(model.incarnation + 1, kIncarnationsMax);
        model.is_alive = true;
        model.reached = 0;
      }
      op.incarnation = model.incarnation;
    } else if (op.kind == Kind::Delete) {
      if (took_effect) {
        model.is_alive = false;
      }
    } else if (op.kind == Kind::Read) {
      op.last = model.reached;
    } else {
      op.count = random_count(random, sizes);
      op.key = has_keys && random.chance(60) ? random.below(2) : kNoKey;
      const auto key = static_cast<std::size_t>(op.key);
      if (op.key != kNoKey && model.key_count[key] != 0) {
        if (op.is_known()) {
          op.count = model.key_count[key];
        }
        op.last = model.key_last[key];
        op.incarnation = model.key_life[key];
      } else if (took_effect) {
        model.reached += op.count;
        op.last = model.reached;
        if (op.key != kNoKey) {
          model.key_count[key] = op.count;
          model.key_last[key] = op.last;
          model.key_life[key] = op.incarnation;
        }
      }
      op.first = op.last - op.count + 1;
    }
  }
}

void corrupt(Random& random, Case& c) {
  const auto pick = [&]() -> SequencerOp& {
    return c.ops[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(c.ops.size())))];
  };
  SequencerOp& op = pick();
  switch (random.below(5)) {
    case 0: {
      const std::int64_t shift = random.below(5) - 2;
      op.first += shift;
      op.last += shift;
      break;
    }
    case 1: {
      SequencerOp& other = pick();
      if (other.kind == op.kind && other.is_known() && op.is_known()) {
        std::swap(op.first, other.first);
        std::swap(op.last, other.last);
        std::swap(op.count, other.count);
      }
      break;
    }
    case 2: op.incarnation = random.below(kIncarnationsMax) + 1; break;
    case 3: op.end = kNoEnd; break;
    default: c.ops.erase(c.ops.begin() + random.below(static_cast<std::int64_t>(c.ops.size()))); break;
  }
}

std::string describe(const Case& c, bool expected, const Decision& decision) {
  std::string text = fmt::format("sequencer: life {} begin {}; brute force says {}, decision {} ({})\n",
                                 static_cast<int>(c.rules.life), static_cast<int>(c.rules.begin), expected,
                                 static_cast<int>(decision.answer), decision.reason);
  for (const SequencerOp& op : c.ops) {
    text += fmt::format("  [{}, {}] kind {} count {} -> {}..{} key {} life {}\n", op.start,
                        op.is_known() ? op.end : -1, static_cast<int>(op.kind), op.count, op.first, op.last,
                        op.key, op.incarnation);
  }
  for (OpIndex i : decision.order) {
    text += fmt::format(" {}", i);
  }
  return text;
}

/// Feeds the events one by one, as a follower of a growing file would.
Decision decide_by_stream(const Case& c) {
  struct Event {
    Position at = 0;
    std::size_t op = 0;
  };
  std::vector<Event> events;
  for (std::size_t i = 0; i < c.ops.size(); ++i) {
    events.push_back({c.ops[i].start, i});
    if (c.ops[i].is_known()) {
      events.push_back({c.ops[i].end, i});
    }
  }
  std::ranges::sort(events, {}, &Event::at);
  SequencerStream stream(c.rules);
  std::array<SequencerStream::Ticket, 10> tickets{};
  for (const Event& event : events) {
    const SequencerOp& op = c.ops[event.op];
    if (event.at == op.start) {
      tickets[event.op] = stream.begin(op.kind, op.start, op.count);
      continue;
    }
    const bool is_read = op.kind == Kind::Read;
    if (is_read) {
      stream.read(tickets[event.op], op.end, op.last);
    }
    if (!is_read) {
      stream.allocated(tickets[event.op], op.end, op.first, op.last);
    }
    // Operations that nobody ever hears of are given up halfway or at the end; both must be right.
    for (std::size_t i = 0; i < c.ops.size() && c.gives_up_at == event.at; ++i) {
      if (!c.ops[i].is_known() && c.ops[i].start < event.at) {
        stream.lost(tickets[i]);
      }
    }
  }
  return stream.finish();
}

/// The definition of a core: nothing is known of other operations than `kept`, and no order exists up to the
/// moment. What is kept and open then may have taken effect.
bool contradicts(const Case& c, Position until, const std::vector<bool>& kept) {
  Case weak{.ops = {}, .rules = c.rules};
  std::vector<Interval> intervals;
  for (std::size_t i = 0; i < c.ops.size(); ++i) {
    SequencerOp op = c.ops[i];
    if (op.start > until) {
      continue;
    }
    if (!kept[i]) {
      op.start = kBeforeAll;
      op.end = kNoEnd;
    }
    intervals.push_back({op.start, op.end <= until ? op.end : kNoEnd});
    weak.ops.push_back(op);
  }
  return !exists_order(std::span<const Interval>(intervals), initial_model(weak), Step{weak});
}

/// Whether the core contradicts itself, and nothing of it can be freed.
bool is_core_right(const Case& c, const Decision& decision) {
  std::vector<OpIndex> core = decision.core;
  Position until = decision.until;
  if (!decision.is_core_minimal) {
    const auto found = find_core(decision, [] { return false; });
    if (!found) {
      return false;
    }
    if (!found->is_minimal) {
      return true;
    }
    core = found->operations;
    until = found->until;
  }
  std::vector<bool> kept(c.ops.size(), false);
  for (const OpIndex i : core) {
    kept[i] = true;
  }
  if (!contradicts(c, until, kept)) {
    return false;
  }
  return std::ranges::none_of(core, [&](OpIndex i) {
    std::vector<bool> fewer = kept;
    fewer[i] = false;
    return contradicts(c, until, fewer);
  });
}

/// A random history and its verdict by exhaustion.
template <typename Decide>
void judge(Random& random, Case& c, bool has_keys, Tally& tally, const Decide& decide) {
  const auto op_count = static_cast<std::size_t>(1 + random.below(8));
  std::vector<Interval> intervals = random_intervals(random, op_count, 10 + random.below(50));
  for (std::int64_t times = random.below(5); times > 0; --times) {
    disturb(random, intervals);
  }
  make_dense(random, intervals);
  for (const Interval& interval : intervals) {
    SequencerOp& op = c.ops.emplace_back();
    op.start = interval.start;
    op.end = interval.end;
  }
  play(random, c, has_keys);
  for (std::int64_t times = random.below(5); times > 0 && !c.ops.empty(); --times) {
    corrupt(random, c);
  }
  intervals.clear();
  for (const SequencerOp& op : c.ops) {
    intervals.push_back({op.start, op.end});
  }
  const Step step{c};
  const bool expected = exists_order(std::span<const Interval>(intervals), initial_model(c), step);
  const Decision decision = decide(c);
  const bool holds =
      !c.has_order || decision.answer == Answer::Undecided ||
      (decision.is_violation() ? is_core_right(c, decision)
                               : is_linearization(std::span<const Interval>(intervals),
                                                  std::span(decision.order), initial_model(c), step));
  count(tally, expected, decision, holds, [&] { return describe(c, expected, decision); });
}

}  // namespace

void sequencer_case(Random& random, Tally& tally) {
  Case c;
  c.rules.life = random.chance(30) ? Life::Created : Life::Eternal;
  if (c.rules.life == Life::Eternal && random.chance(6)) {
    c.rules.begin = Begin::Anywhere;
  }
  const bool has_keys = random.chance(30);
  judge(random, c, has_keys, tally, [](const Case& it) { return decide_sequencer(it.ops, it.rules); });
}

void sequencer_stream_case(Random& random, Tally& tally) {
  Case c;
  c.has_order = false;
  if (random.chance(6)) {
    c.rules.begin = Begin::Anywhere;
  }
  c.gives_up_at = random.below(16);
  judge(random, c, false, tally, decide_by_stream);
}

}  // namespace pawl::checker::fuzz
