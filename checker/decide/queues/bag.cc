#include "checker/decide/queues/bag.h"

#include <algorithm>

#include "checker/decide/queues/elements.h"
#include "checker/decide/queues/freed_queue.h"
#include "checker/decide/queues/quiet.h"

namespace pawl::checker {
namespace {

// Nobody misses anything: what is put comes at once, what is taken goes as late as it can.
std::vector<OpIndex> order_without_nothings(std::span<const QueueOp> ops, const Traffic& traffic) {
  std::vector<Placed> placed;
  for_each_element(ops, traffic, [&](std::span<const OpIndex> puts, std::span<const OpIndex> takes) {
    for (std::size_t i = 0; i < puts.size(); ++i) {
      if (ops[puts[i]].is_known() || i < takes.size()) {
        placed.push_back({.at = 4 * ops[puts[i]].start, .rank = 0, .op = puts[i]});
      }
    }
    for (const OpIndex take : takes) placed.push_back({.at = 4 * ops[take].end, .rank = 0, .op = take});
  });
  return in_order(std::move(placed));
}

// Every element is there as short as it can be.
void place_briefly(const Element& element, std::vector<Placed>& placed) {
  const bool is_sure = element.is_surely_there();
  placed.push_back(
      {.at = 4 * (is_sure ? element.put_end : element.take_start), .rank = 0, .op = element.put});
  placed.push_back({.at = 4 * element.take_start, .rank = 1, .op = element.take});
}

std::vector<OpIndex> order_around_nothings(std::span<const QueueOp> ops, const Traffic& traffic,
                                           const PairedElements& elements,
                                           std::span<const Position> moments) {
  std::vector<Placed> placed;
  place_nothings(traffic, moments, placed);
  for (const Element& element : elements.taken) place_briefly(element, placed);
  const Position last = std::ranges::max(moments);
  for (std::size_t i = 0; i < elements.left.size(); ++i) {
    const Element& left = elements.left[i];
    if (left.put_end < last) {
      place_briefly(make_element(ops, left.put, traffic.takers[i]), placed);
    } else {
      placed.push_back({.at = 4 * left.put_end, .rank = 0, .op = left.put});
    }
  }
  return in_order(std::move(placed));
}

}  // namespace

Decision decide_bag(std::span<const QueueOp> ops, const QueueRules& rules) {
  const Traffic traffic = traffic_of(ops);
  if (traffic.nothings.empty()) {
    if (auto violation = taken_too_often(ops, traffic, rules)) return *std::move(violation);
    return linearizable(order_without_nothings(ops, traffic));
  }
  const auto elements = elements_of(ops, traffic, rules);
  if (!elements) return elements.error();
  const auto moments = quiet_moments(ops, traffic, *elements, rules);
  if (moments) return linearizable(order_around_nothings(ops, traffic, *elements, *moments));
  Decision decision = moments.error();
  if (elements->has_rivals || !decision.is_core_minimal) {
    shrink_queue_later(decision, ops,
                       [](std::span<const QueueOp> left) { return decide_bag(left, QueueRules()); });
  }
  return decision;
}

}  // namespace pawl::checker
