// Random histories of bags, queues, stacks and sets that grow.

#include <fmt/format.h>

#include <algorithm>

#include "checker/decide/queues/bag.h"
#include "checker/decide/queues/fifo.h"
#include "checker/decide/queues/stack.h"
#include "checker/decide/sets/growing_set.h"
#include "tests/checker/decide/fuzz.h"

namespace pawl::checker::fuzz {
namespace {

using Kind = QueueOp::Kind;
using Held = std::vector<std::uint32_t>;

enum class Shape : std::uint8_t { Bag, Fifo, Stack };

std::vector<Interval> overlapping(Random& random) {
  std::vector<Interval> intervals =
      random_intervals(random, static_cast<std::size_t>(1 + random.below(8)), random.below(50));
  for (std::int64_t times = random.below(5); times > 0; --times) disturb(random, intervals);
  make_dense(random, intervals);
  return intervals;
}

/// Where the next element to be taken stands.
std::int64_t place_of_next(Random& random, Shape shape, const Held& held) {
  const auto count = static_cast<std::int64_t>(held.size());
  return shape == Shape::Fifo ? 0 : shape == Shape::Stack ? count - 1 : random.below(count);
}

/// A run of the object itself: elements come once, mostly.
std::vector<QueueOp> play(Random& random, Shape shape) {
  std::vector<QueueOp> ops;
  Held held;
  std::uint32_t next_element = 0;
  const std::int64_t put_percent = 35 + random.below(40);
  for (const Interval& interval : overlapping(random)) {
    QueueOp op{.start = interval.start, .end = interval.end};
    const bool takes_effect = op.is_known() || random.chance(60);
    if (random.chance(put_percent)) {
      op.element = random.chance(3) && next_element > 0 ? next_element - 1 : next_element++;
      if (takes_effect) held.push_back(op.element);
    } else if (held.empty()) {
      op.kind = op.is_known() ? Kind::FindNothing : Kind::Take;
    } else {
      op.kind = Kind::Take;
      const std::int64_t at = place_of_next(random, shape, held);
      if (op.is_known()) op.element = held[static_cast<std::size_t>(at)];
      if (takes_effect) held.erase(held.begin() + at);
    }
    ops.push_back(op);
  }
  return ops;
}

void falsify(Random& random, std::vector<QueueOp>& ops) {
  const auto any = [&] {
    return static_cast<std::size_t>(random.below(static_cast<std::int64_t>(ops.size())));
  };
  for (std::int64_t times = random.below(3); times > 0 && !ops.empty(); --times) {
    QueueOp& op = ops[any()];
    QueueOp& other = ops[any()];
    switch (random.below(4)) {
      case 0:
        if (op.kind == other.kind) std::swap(op.element, other.element);
        break;
      case 1:
        if (op.kind == Kind::Take && op.is_known()) op.kind = Kind::FindNothing;
        break;
      case 2:
        if (op.kind != Kind::FindNothing) op.end = kNoEnd;
        break;
      default: ops.erase(ops.begin() + (&op - ops.data())); break;
    }
  }
}

/// Calls emit(left) for every state that the operation may leave.
template <typename Emit>
void step(Shape shape, const Held& held, const QueueOp& op, const Emit& emit) {
  Held next = held;
  if (op.kind == Kind::Put) {
    next.push_back(op.element);
    if (shape == Shape::Bag) std::ranges::sort(next);
    return emit(next);
  }
  if (op.kind == Kind::FindNothing) {
    if (held.empty()) emit(held);
    return;
  }
  for (std::size_t i = 0; i < held.size(); ++i) {
    const bool is_next = shape == Shape::Bag || i == (shape == Shape::Fifo ? 0 : held.size() - 1);
    if (!is_next || (op.is_known() && held[i] != op.element)) continue;
    next = held;
    next.erase(next.begin() + static_cast<std::ptrdiff_t>(i));
    emit(next);
  }
}

std::string shown(const QueueOp& op) {
  const char* const kinds[] = {"put", "take", "nothing"};
  return fmt::format("[{}, {}] {} {}", op.start, op.end == kNoEnd ? -1 : op.end,
                     kinds[static_cast<int>(op.kind)], op.element);
}

void queue_case(Random& random, Tally& tally, Shape shape,
                Decision (*decide)(std::span<const QueueOp>, const QueueRules&)) {
  std::vector<QueueOp> ops = play(random, shape);
  if (random.chance(60)) falsify(random, ops);
  // Where order counts, exhaustion knows every order of what is there.
  const auto put_count = std::ranges::count(ops, Kind::Put, &QueueOp::kind);
  if (shape != Shape::Bag && put_count > 4 && ops.size() > 5) ops.resize(5);
  std::vector<Interval> intervals;
  for (const QueueOp& op : ops) intervals.push_back({op.start, op.end});
  const auto take_step = [&](const Held& held, std::size_t i, const auto& emit) {
    step(shape, held, ops[i], emit);
  };
  const bool expected = exists_order(std::span<const Interval>(intervals), Held(), take_step);
  const Decision decision = decide(ops, QueueRules());
  const bool holds =
      !decision.is_linearizable() ||
      is_linearization(std::span<const Interval>(intervals), std::span(decision.order), Held(), take_step);
  count(tally, expected, decision, holds, [&] {
    std::string text =
        fmt::format("shape {}: brute force says {}, decision {} ({})\n", static_cast<int>(shape), expected,
                    static_cast<int>(decision.answer), decision.reason);
    for (const QueueOp& op : ops) text += fmt::format("  {}\n", shown(op));
    for (const OpIndex i : decision.order) text += fmt::format(" {}", i);
    return text;
  });
}

}  // namespace

void bag_case(Random& random, Tally& tally) { queue_case(random, tally, Shape::Bag, decide_bag); }
void fifo_case(Random& random, Tally& tally) { queue_case(random, tally, Shape::Fifo, decide_fifo); }
void stack_case(Random& random, Tally& tally) { queue_case(random, tally, Shape::Stack, decide_stack); }

void growing_set_case(Random& random, Tally& tally) {
  std::vector<SetOp> ops;
  std::uint64_t held = 0;
  const std::int64_t element_count = 1 + random.below(5);
  for (const Interval& interval : overlapping(random)) {
    SetOp op{.start = interval.start, .end = interval.end};
    if (op.is_known() && random.chance(50)) {
      op.kind = SetOp::Kind::Read;
      for (std::uint32_t element = 0; element < 5; ++element) {
        if ((held >> element & 1U) != 0) op.elements.push_back(element);
      }
    } else {
      op.elements = {static_cast<std::uint32_t>(random.below(element_count))};
      if (op.is_known() || random.chance(60)) held |= std::uint64_t{1} << op.elements[0];
    }
    ops.push_back(op);
  }
  for (std::int64_t times = random.below(3); times > 0; --times) {
    SetOp& op = ops[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(ops.size())))];
    if (op.kind == SetOp::Kind::Add) {
      op.elements[0] = static_cast<std::uint32_t>(random.below(element_count));
    } else if (random.chance(50)) {
      op.elements.push_back(static_cast<std::uint32_t>(random.below(element_count)));
    } else if (!op.elements.empty()) {
      op.elements.pop_back();
    }
  }
  std::vector<Interval> intervals;
  for (const SetOp& op : ops) intervals.push_back({op.start, op.end});
  const auto bits_of = [](const SetOp& op) {
    std::uint64_t bits = 0;
    for (const std::uint32_t element : op.elements) bits |= std::uint64_t{1} << element;
    return bits;
  };
  const auto take_step = [&](std::uint64_t from, std::size_t i, const auto& emit) {
    if (ops[i].kind == SetOp::Kind::Add) emit(from | bits_of(ops[i]));
    if (ops[i].kind == SetOp::Kind::Read && bits_of(ops[i]) == from) emit(from);
  };
  const bool expected = exists_order(std::span<const Interval>(intervals), std::uint64_t{0}, take_step);
  const Decision decision = decide_growing_set(ops, SetRules());
  const bool holds =
      !decision.is_linearizable() || is_linearization(std::span<const Interval>(intervals),
                                                      std::span(decision.order), std::uint64_t{0}, take_step);
  count(tally, expected, decision, holds, [&] {
    std::string text = fmt::format("set: brute force says {}, decision {} ({})\n", expected,
                                   static_cast<int>(decision.answer), decision.reason);
    for (const SetOp& op : ops) {
      text += fmt::format("  [{}, {}] {} {}\n", op.start, op.end == kNoEnd ? -1 : op.end,
                          op.kind == SetOp::Kind::Add ? "add" : "read", fmt::join(op.elements, " "));
    }
    return text;
  });
}

}  // namespace pawl::checker::fuzz
