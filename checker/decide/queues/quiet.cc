#include "checker/decide/queues/quiet.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace pawl::checker {
namespace {

// The time from one event to the next of those that matter here.
struct Stretch {
  Position begin = 0;
  std::int64_t there = 0;  ///< elements that are surely there
  std::int64_t spare = 0;  ///< takers begun, beyond the elements left that were surely put
};

std::vector<Stretch> stretches_of(std::span<const QueueOp> ops, const Traffic& traffic,
                                  const PairedElements& elements) {
  std::vector<Stretch> stretches{{.begin = kBeforeAll * static_cast<Position>(ops.size() + 1)}};
  for (const Element& element : elements.taken) {
    if (!element.is_surely_there()) continue;
    stretches.push_back({.begin = element.put_end, .there = 1});
    stretches.push_back({.begin = element.take_start, .there = -1});
  }
  for (const Element& element : elements.left) stretches.push_back({.begin = element.put_end, .spare = -1});
  for (const OpIndex taker : traffic.takers) stretches.push_back({.begin = ops[taker].start, .spare = 1});
  std::ranges::sort(stretches, {}, &Stretch::begin);
  for (std::size_t i = 1; i < stretches.size(); ++i) {
    stretches[i].there += stretches[i - 1].there;
    stretches[i].spare += stretches[i - 1].spare;
  }
  return stretches;
}

bool is_quiet(const Stretch& stretch) { return stretch.there == 0 && stretch.spare >= 0; }

// The fewest elements that are surely there one after the other all the time from `start` to `end`; empty if
// there are none.
std::vector<const Element*> guards(const PairedElements& elements, Position start, Position end) {
  std::vector<const Element*> sure;
  for (const Element& element : elements.taken) {
    if (element.is_surely_there()) sure.push_back(&element);
  }
  std::ranges::sort(sure, {}, &Element::put_end);
  std::vector<const Element*> chosen;
  std::size_t next = 0;
  const Element* farthest = nullptr;
  for (Position reached = start; reached < end; reached = chosen.back()->take_start) {
    for (; next < sure.size() && sure[next]->put_end < reached; ++next) {
      if (farthest == nullptr || sure[next]->take_start > farthest->take_start) farthest = sure[next];
    }
    if (farthest == nullptr || farthest->take_start <= reached) return {};
    chosen.push_back(farthest);
  }
  return chosen;
}

// Why that one cannot have found nothing.
Decision occupied(std::span<const QueueOp> ops, const Traffic& traffic, const PairedElements& elements,
                  const QueueRules& rules, OpIndex nothing) {
  const QueueOp& look = ops[nothing];
  const std::vector<const Element*> chain = guards(elements, look.start, look.end);
  std::vector<OpIndex> core{nothing};
  if (!chain.empty()) {
    std::string texts;
    for (const Element* element : chain) {
      texts += (texts.empty() ? "" : ", then ") + rules.text(ops[element->put].element);
      core.insert(core.end(), {element->put, element->take});
    }
    return minimal_violation(
        ops, Finding::Occupied,
        fmt::format("nothing was found, and all the time {} must have been there", texts), std::move(core));
  }
  std::string reason =
      "nothing was found, and more elements must have been there than operations of unknown outcome can have "
      "taken";
  const auto taker_count = static_cast<std::size_t>(
      std::ranges::count_if(traffic.takers, [&](OpIndex op) { return ops[op].start < look.end; }));
  const auto left_count = static_cast<std::size_t>(
      std::ranges::count_if(elements.left, [&](const Element& e) { return e.put_end < look.start; }));
  if (left_count > taker_count) {
    // One more than could be taken, and everybody else who is known to have taken something else.
    for (std::size_t i = 0; i <= taker_count; ++i) core.push_back(elements.left[i].put);
    return left_violation(ops, Finding::Occupied, std::move(reason), std::move(core), look.end);
  }
  return violation(Finding::Occupied, std::move(reason), std::move(core));
}

}  // namespace

std::expected<std::vector<Position>, Decision> quiet_moments(std::span<const QueueOp> ops,
                                                             const Traffic& traffic,
                                                             const PairedElements& elements,
                                                             const QueueRules& rules) {
  if (traffic.nothings.empty()) return {};
  const std::vector<Stretch> stretches = stretches_of(ops, traffic, elements);
  std::vector<std::size_t> next_quiet(stretches.size() + 1, stretches.size());
  for (std::size_t i = stretches.size(); i-- > 0;) {
    next_quiet[i] = is_quiet(stretches[i]) ? i : next_quiet[i + 1];
  }
  std::vector<Position> moments;
  for (const OpIndex nothing : traffic.nothings) {
    const auto behind_start = std::ranges::upper_bound(stretches, ops[nothing].start, {}, &Stretch::begin);
    const auto here = static_cast<std::size_t>(behind_start - stretches.begin()) - 1;
    const std::size_t quiet = next_quiet[here];
    if (quiet == stretches.size() || stretches[quiet].begin > ops[nothing].end) {
      return std::unexpected(occupied(ops, traffic, elements, rules, nothing));
    }
    moments.push_back(std::max(stretches[quiet].begin, ops[nothing].start));
  }
  return moments;
}

void place_nothings(const Traffic& traffic, std::span<const Position> moments, std::vector<Placed>& placed) {
  for (std::size_t i = 0; i < moments.size(); ++i) {
    placed.push_back({.at = behind(moments[i]), .rank = i, .op = traffic.nothings[i]});
  }
}

std::vector<OpIndex> in_order(std::vector<Placed> placed) {
  std::ranges::sort(placed, {}, [](const Placed& place) { return std::pair(place.at, place.rank); });
  std::vector<OpIndex> order;
  order.reserve(placed.size());
  for (const Placed& place : placed) order.push_back(place.op);
  return order;
}

}  // namespace pawl::checker
