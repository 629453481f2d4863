#include "checker/decide/queues/fifo.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "checker/decide/queues/elements.h"
#include "checker/decide/queues/freed_queue.h"
#include "checker/decide/queues/quiet.h"

namespace pawl::checker {
namespace {

// When what takers took has gone: before what stays for ever, which goes at kNoEnd.
constexpr Position kSomeDay = kNoEnd - 1;

// Elements in an order in which they can come and in which they can go; or two that must come in one
// order and go in the other.
struct Line {
  std::vector<std::size_t> order;
  std::optional<std::pair<std::size_t, std::size_t>> crossed;  ///< the one that must come first, the other
};

// Puts elements into a line, each as soon as nobody who is not in it must come or go before it.
class Queuing {
 public:
  explicit Queuing(std::span<const Element> elements)
      : elements_(elements), is_in_(elements.size(), false), doors_open_(elements.size(), 0) {}

  Line line() {
    Line line;
    by_put_start_ = sorted_by(&Element::put_start);
    by_take_start_ = sorted_by(&Element::take_start);
    by_put_end_ = sorted_by(&Element::put_end);
    by_take_end_ = sorted_by(&Element::take_end);
    while (line.order.size() < elements_.size()) {
      skip(by_put_end_, first_put_end_);
      skip(by_take_end_, first_take_end_);
      const std::size_t first_to_come = by_put_end_[first_put_end_];
      const std::size_t first_to_go = by_take_end_[first_take_end_];
      open(by_put_start_, next_put_, &Element::put_start, elements_[first_to_come].put_end);
      open(by_take_start_, next_take_, &Element::take_start, elements_[first_to_go].take_end);
      if (next_ready_ == ready_.size()) {
        line.crossed = {first_to_come, first_to_go};
        return line;
      }
      line.order.push_back(ready_[next_ready_]);
      is_in_[ready_[next_ready_++]] = true;
    }
    return line;
  }

 private:
  std::vector<std::size_t> sorted_by(Position Element::* when) const {
    std::vector<std::size_t> sorted(elements_.size());
    std::iota(sorted.begin(), sorted.end(), std::size_t{0});
    std::ranges::sort(sorted, {}, [&](std::size_t i) { return std::pair(elements_[i].*when, i); });
    return sorted;
  }
  void skip(const std::vector<std::size_t>& sorted, std::size_t& first) const {
    while (is_in_[sorted[first]]) ++first;
  }
  // One that can both come and go is ready. Ends and starts differ, but for those that never go.
  void open(const std::vector<std::size_t>& sorted, std::size_t& next, Position Element::* when,
            Position until) {
    for (; next < sorted.size() && elements_[sorted[next]].*when <= until; ++next) {
      if (++doors_open_[sorted[next]] == 2) ready_.push_back(sorted[next]);
    }
  }

  std::span<const Element> elements_;
  std::vector<bool> is_in_;
  std::vector<std::uint8_t> doors_open_;  ///< of coming and going
  std::vector<std::size_t> by_put_start_;
  std::vector<std::size_t> by_take_start_;
  std::vector<std::size_t> by_put_end_;
  std::vector<std::size_t> by_take_end_;
  std::size_t next_put_ = 0;
  std::size_t next_take_ = 0;
  std::size_t first_put_end_ = 0;
  std::size_t first_take_end_ = 0;
  std::vector<std::size_t> ready_;
  std::size_t next_ready_ = 0;
};

// An element left that must have gone before one that was taken, by when, and by whom that is shown.
struct Overdue {
  Position deadline = kNoEnd;
  std::size_t shown_by = 0;  ///< the element that came after it and went
};

// For each element left when it must have gone at the latest: an element that came after it and is known to
// have gone says so.
std::vector<Overdue> deadlines_of(const PairedElements& elements) {
  std::vector<std::size_t> by_start(elements.taken.size());
  std::iota(by_start.begin(), by_start.end(), std::size_t{0});
  std::ranges::sort(by_start, {}, [&](std::size_t i) { return elements.taken[i].put_start; });
  std::vector<Overdue> overdue(elements.left.size());
  Overdue first;
  std::size_t next = by_start.size();
  for (std::size_t i = overdue.size(); i-- > 0;) {
    for (; next > 0 && elements.taken[by_start[next - 1]].put_start > elements.left[i].put_end; --next) {
      const std::size_t later = by_start[next - 1];
      if (elements.taken[later].take_end < first.deadline) first = {elements.taken[later].take_end, later};
    }
    overdue[i] = first;
  }
  return overdue;
}

class FifoDecider {
 public:
  FifoDecider(std::span<const QueueOp> ops, const QueueRules& rules, const Traffic& traffic,
              const PairedElements& elements)
      : ops_(ops), rules_(rules), traffic_(traffic), elements_(elements) {}

  Decision decide() {
    const auto moments = quiet_moments(ops_, traffic_, elements_, rules_);
    std::optional<Decision> wrong;
    if (!moments) wrong = moments.error();
    if (!wrong) wrong = find_overdue();
    // Whoever else is right, two elements that cross are the simplest thing to show.
    if (wrong) {
      const Line line = Queuing(elements_.taken).line();
      return line.crossed ? crossed(elements_.taken, *line.crossed) : *std::move(wrong);
    }
    const std::vector<Element> all = between(*moments);
    const Line line = Queuing(all).line();
    return line.crossed ? crossed(all, *line.crossed) : linearizable(order_of(all, line, *moments));
  }

 private:
  // The elements left must have gone by their deadlines, those that came first with the takers that began
  // first.
  std::optional<Decision> find_overdue() {
    const std::vector<Overdue> overdue = deadlines_of(elements_);
    for (; gone_count_ < overdue.size() && overdue[gone_count_].deadline != kNoEnd; ++gone_count_) {
      const bool has_taker = gone_count_ < traffic_.takers.size();
      const Overdue& late = overdue[gone_count_];
      if (has_taker && ops_[traffic_.takers[gone_count_]].start < late.deadline) continue;
      const Element& later = elements_.taken[late.shown_by];
      std::vector<OpIndex> core;
      for (std::size_t i = 0; i <= gone_count_; ++i) core.push_back(elements_.left[i].put);
      core.insert(core.end(), {later.put, later.take});
      return left_violation(
          ops_, Finding::CrossedElements,
          fmt::format("{} was put in before {} and is still there when that was taken out, and too few "
                      "operations of unknown outcome can have taken it",
                      text_of(elements_.left[gone_count_]), text_of(later)),
          std::move(core), late.deadline);
    }
    return std::nullopt;
  }

  Decision crossed(std::span<const Element> elements, std::pair<std::size_t, std::size_t> pair) const {
    const Element& first = elements[pair.first];
    const Element& second = elements[pair.second];
    return minimal_violation(
        ops_, Finding::CrossedElements,
        fmt::format("{} was put in before {} and taken out after it", text_of(first), text_of(second)),
        {first.put, second.put, second.take, first.take});
  }

  // All elements, each cut to what lies between two moments at which nothing is there; in units of moments.
  std::vector<Element> between(std::span<const Position> moments) {
    std::vector<Position> cuts(moments.begin(), moments.end());
    std::ranges::sort(cuts);
    while (!cuts.empty() && gone_count_ < elements_.left.size() &&
           elements_.left[gone_count_].put_end < cuts.back()) {
      ++gone_count_;
    }
    std::vector<Element> all = elements_.taken;
    for (std::size_t i = 0; i < elements_.left.size(); ++i) {
      const bool is_gone = i < gone_count_;
      all.push_back(make_element(ops_, elements_.left[i].put, is_gone ? traffic_.takers[i] : kNobody));
      if (is_gone) all.back().take_end = kSomeDay;
    }
    for (Element& element : all) cut(element, cuts);
    return all;
  }

  // It belongs behind the last moment before which it cannot have gone.
  static void cut(Element& element, std::span<const Position> cuts) {
    const auto scaled = [](Position at) { return at >= kSomeDay ? at : 4 * at; };
    const auto next = std::ranges::lower_bound(cuts, element.take_start);
    element.put_start = scaled(element.put_start);
    element.put_end = scaled(element.put_end);
    element.take_start = scaled(element.take_start);
    element.take_end = scaled(element.take_end);
    if (next != cuts.begin()) element.put_start = std::max(element.put_start, behind(*(next - 1)) + 1);
    if (next == cuts.end()) return;
    element.put_end = std::min(element.put_end, behind(*next) - 1);
    element.take_end = std::min(element.take_end, behind(*next) - 1);
  }

  // Along the line everybody comes and goes as soon as those before have.
  std::vector<OpIndex> order_of(std::span<const Element> elements, const Line& line,
                                std::span<const Position> moments) const {
    std::vector<Placed> placed;
    placed.reserve(ops_.size());
    place_nothings(traffic_, moments, placed);
    Position came = 4 * kBeforeAll * static_cast<Position>(ops_.size() + 1);
    Position went = came;
    for (std::size_t i = 0; i < line.order.size(); ++i) {
      const Element& element = elements[line.order[i]];
      came = std::max(came, element.put_start);
      placed.push_back({.at = came, .rank = i, .op = element.put});
      if (element.take == kNobody) continue;
      went = std::max(went, element.take_start);
      placed.push_back({.at = went, .rank = line.order.size() + i, .op = element.take});
    }
    return in_order(std::move(placed));
  }

  std::string text_of(const Element& element) const { return rules_.text(ops_[element.put].element); }

  std::span<const QueueOp> ops_;
  const QueueRules& rules_;
  const Traffic& traffic_;
  const PairedElements& elements_;
  std::size_t gone_count_ = 0;  ///< elements left that a taker took: the first of them
};

}  // namespace

Decision decide_fifo(std::span<const QueueOp> ops, const QueueRules& rules) {
  const Traffic traffic = traffic_of(ops);
  const auto elements = elements_of(ops, traffic, rules);
  if (!elements) return elements.error();
  Decision decision = FifoDecider(ops, rules, traffic, *elements).decide();
  if (decision.is_violation() && (elements->has_rivals || !decision.is_core_minimal)) {
    shrink_queue_later(decision, ops,
                       [](std::span<const QueueOp> left) { return decide_fifo(left, QueueRules()); });
  }
  return decision;
}

}  // namespace pawl::checker
