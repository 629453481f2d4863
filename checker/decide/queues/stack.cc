#include "checker/decide/queues/stack.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "checker/decide/queues/elements.h"
#include "checker/decide/queues/freed_queue.h"
#include "checker/decide/queues/nesting.h"
#include "checker/decide/queues/quiet.h"
#include "checker/decide/queues/range_max.h"

namespace pawl::checker {
namespace {

// Whoever lies on the stack for no time can come and go at any moment: only the others nest.
std::vector<Element> surely_there(const std::vector<Element>& elements) {
  std::vector<Element> sure;
  std::ranges::copy_if(elements, std::back_inserter(sure), &Element::is_surely_there);
  return sure;
}

class StackDecider {
 public:
  StackDecider(std::span<const QueueOp> ops, const QueueRules& rules, const Traffic& traffic,
               const PairedElements& elements)
      : ops_(ops), rules_(rules), traffic_(traffic), elements_(elements) {}

  Decision decide() {
    const std::vector<Element> sure = surely_there(elements_.taken);
    const Nesting nesting = nest(sure);
    if (!nesting.crossed.empty()) return crossed(sure, nesting.crossed);
    const auto moments = quiet_moments(ops_, traffic_, elements_, rules_);
    if (!moments) return moments.error();
    if (auto overdue = find_overdue(nesting)) return *std::move(overdue);
    if (elements_.left.empty() || traffic_.takers.empty()) return with_takers({}, *moments);
    Decision decision = undecided("");
    // First only what must be taken is taken, then as much as can be.
    for (const bool takes_all : {false, true}) {
      const auto takers = takers_of_left(*moments, takes_all);
      if (takers) decision = with_takers(*takers, *moments);
      if (decision.is_linearizable()) return decision;
    }
    return undecided("which pop of unknown outcome took which element was not found");
  }

 private:
  std::string text_of(const Element& element) const { return rules_.text(ops_[element.put].element); }

  Decision crossed(std::span<const Element> elements, const std::vector<std::size_t>& chain) const {
    std::string texts;
    std::vector<OpIndex> core;
    bool is_known = true;
    for (const std::size_t i : chain) {
      texts += (texts.empty() ? "" : ", ") + text_of(elements[i]);
      core.push_back(elements[i].put);
      if (elements[i].take != kNobody) core.push_back(elements[i].take);
      is_known = is_known && elements[i].take != kNobody && ops_[elements[i].take].is_known();
    }
    std::string reason = fmt::format(
        "{} lay one over the other, and none of them can have come before and gone after the others", texts);
    // Of two that cross every operation is needed.
    if (chain.size() == 2 && is_known)
      return minimal_violation(ops_, Finding::CrossedElements, std::move(reason), std::move(core));
    return violation(Finding::CrossedElements, std::move(reason), std::move(core));
  }

  // When each element left must have gone at the latest, whoever lies where: what is below it goes then.
  std::vector<Position> deadlines_by(const Nesting& nesting) const {
    const std::vector<Nesting::Deadline>& steps = nesting.deadlines;
    std::vector<Position> deadlines(elements_.left.size(), kNoEnd);
    if (steps.empty()) return deadlines;
    RangeMax latest(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) latest.set(i, steps[i].deadline);
    const auto begun_by = [&](Position at) {
      const auto behind_it = std::ranges::upper_bound(steps, at, {}, &Nesting::Deadline::from);
      return static_cast<std::size_t>(behind_it - steps.begin());
    };
    for (std::size_t i = 0; i < deadlines.size(); ++i) {
      const std::size_t first = begun_by(elements_.left[i].put_start);
      const std::size_t last = begun_by(elements_.left[i].put_end);
      // Before the first step nothing lies below.
      if (first > 0) deadlines[i] = latest.greatest(first - 1, last - 1);
    }
    return deadlines;
  }

  // Elements left that must go, by deadline, and takers by start: one for each.
  std::optional<Decision> find_overdue(const Nesting& nesting) {
    deadlines_ = deadlines_by(nesting);
    std::vector<std::size_t> due;
    for (std::size_t i = 0; i < deadlines_.size(); ++i) {
      if (deadlines_[i] != kNoEnd) due.push_back(i);
    }
    std::ranges::sort(due, {}, [&](std::size_t i) { return std::pair(deadlines_[i], i); });
    for (std::size_t i = 0; i < due.size(); ++i) {
      const bool has_taker = i < traffic_.takers.size();
      if (has_taker && ops_[traffic_.takers[i]].start < deadlines_[due[i]]) continue;
      return violation(Finding::CrossedElements,
                       fmt::format("{} was pushed onto what was taken from below it, and too few pops of "
                                   "unknown outcome can have taken it",
                                   text_of(elements_.left[due[i]])),
                       {elements_.left[due[i]].put});
    }
    return std::nullopt;
  }

  // A taker for each element left that must be taken, or for as many as there are takers; those that must go
  // first have those that began first. Nothing: they do not suffice in this order.
  std::optional<std::vector<OpIndex>> takers_of_left(std::span<const Position> moments,
                                                     bool takes_all) const {
    std::vector<Position> looks(moments.begin(), moments.end());
    std::ranges::sort(looks);
    std::vector<std::pair<Position, std::size_t>> due;
    for (std::size_t i = 0; i < deadlines_.size(); ++i) {
      const auto look = std::ranges::lower_bound(looks, elements_.left[i].put_end);
      const Position deadline = std::min(deadlines_[i], look == looks.end() ? kNoEnd : *look + 1);
      if (deadline != kNoEnd || takes_all) due.emplace_back(deadline, i);
    }
    std::ranges::sort(due);
    std::vector<OpIndex> takers(elements_.left.size(), kNobody);
    for (std::size_t i = 0; i < due.size(); ++i) {
      const bool has_taker = i < traffic_.takers.size();
      if (has_taker && ops_[traffic_.takers[i]].start < due[i].first) {
        takers[due[i].second] = traffic_.takers[i];
      } else if (due[i].first != kNoEnd) {
        return std::nullopt;
      }
    }
    return takers;
  }

  // `takers` of the elements left; empty: none.
  Decision with_takers(std::span<const OpIndex> takers, std::span<const Position> moments) const {
    std::vector<Element> all = elements_.taken;
    for (std::size_t i = 0; i < elements_.left.size(); ++i) {
      all.push_back(make_element(ops_, elements_.left[i].put, takers.empty() ? kNobody : takers[i]));
    }
    const std::vector<Element> sure = surely_there(all);
    const Nesting nesting = nest(sure);
    if (!nesting.crossed.empty()) return crossed(sure, nesting.crossed);
    std::vector<Placed> placed;
    placed.reserve(ops_.size());
    place_nothings(traffic_, moments, placed);
    for (const Element& element : all) {
      if (element.is_surely_there()) continue;
      placed.push_back({.at = 4 * element.take_start, .rank = 0, .op = element.put});
      placed.push_back({.at = 4 * element.take_start, .rank = 1, .op = element.take});
    }
    Position reached = 4 * kBeforeAll * static_cast<Position>(ops_.size() + 1);
    for (std::size_t i = 0; i < nesting.steps.size(); ++i) {
      const Nesting::Step& step = nesting.steps[i];
      const Element& element = sure[step.element];
      const Position from = step.is_put ? std::max(step.from, element.put_start) : element.take_start;
      reached = std::max(reached, 4 * from);
      placed.push_back({.at = reached, .rank = i, .op = step.is_put ? element.put : element.take});
    }
    return linearizable(in_order(std::move(placed)));
  }

  std::span<const QueueOp> ops_;
  const QueueRules& rules_;
  const Traffic& traffic_;
  const PairedElements& elements_;
  std::vector<Position> deadlines_;  ///< of the elements left
};

}  // namespace

Decision decide_stack(std::span<const QueueOp> ops, const QueueRules& rules) {
  const Traffic traffic = traffic_of(ops);
  const auto elements = elements_of(ops, traffic, rules);
  if (!elements) return elements.error();
  Decision decision = StackDecider(ops, rules, traffic, *elements).decide();
  if (decision.is_violation() && (elements->has_rivals || !decision.is_core_minimal)) {
    shrink_queue_later(decision, ops,
                       [](std::span<const QueueOp> left) { return decide_stack(left, QueueRules()); });
  }
  return decision;
}

}  // namespace pawl::checker
