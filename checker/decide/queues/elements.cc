#include "checker/decide/queues/elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace pawl::checker {
namespace {

using Kind = QueueOp::Kind;

// The first of the takes that ended before so many puts had begun; their count if there is none.
std::size_t first_without_put(std::span<const QueueOp> ops, std::span<const OpIndex> puts,
                              std::span<const OpIndex> takes) {
  for (std::size_t i = 0; i < takes.size(); ++i) {
    if (i >= puts.size() || ops[puts[i]].start > ops[takes[i]].end) return i;
  }
  return takes.size();
}

}  // namespace

Element make_element(std::span<const QueueOp> ops, OpIndex put, OpIndex take) {
  Element element{.put = put, .take = take, .put_start = ops[put].start, .put_end = ops[put].end};
  if (take == kNobody) return element;
  element.take_end = ops[take].end;
  element.take_start = std::max(ops[take].start, element.put_start);
  element.put_end = std::min(element.put_end, element.take_end);
  return element;
}

Traffic traffic_of(std::span<const QueueOp> ops) {
  Traffic traffic;
  for (OpIndex i = 0; i < ops.size(); ++i) {
    if (ops[i].kind == Kind::Put) {
      traffic.puts.push_back(i);
    } else if (ops[i].kind == Kind::FindNothing) {
      traffic.nothings.push_back(i);
    } else {
      (ops[i].is_known() ? traffic.takes : traffic.takers).push_back(i);
    }
  }
  const auto by_start = [&](OpIndex a, OpIndex b) { return ops[a].start < ops[b].start; };
  std::ranges::sort(traffic.takers, by_start);
  std::ranges::sort(traffic.nothings, by_start);
  std::ranges::sort(traffic.puts, {}, [&](OpIndex op) { return std::tuple(ops[op].element, ops[op].start); });
  std::ranges::sort(traffic.takes, {}, [&](OpIndex op) { return std::tuple(ops[op].element, ops[op].end); });
  return traffic;
}

std::optional<Decision> taken_too_often(std::span<const QueueOp> ops, const Traffic& traffic,
                                        const QueueRules& rules) {
  std::optional<Decision> found;
  for_each_element(ops, traffic, [&](std::span<const OpIndex> puts, std::span<const OpIndex> takes) {
    if (found) return;
    const std::size_t first = first_without_put(ops, puts, takes);
    if (first == takes.size()) return;
    const std::string text = rules.text(ops[takes.front()].element);
    // All puts that had begun by then may have happened: with one take less there would be enough of them.
    found = minimal_violation(
        ops, first == 0 ? Finding::UnwrittenValue : Finding::Duplicate,
        first == 0
            ? fmt::format("{} was taken out, and nobody had begun to put it in", text)
            : fmt::format("{} had been taken out {} times when it can have been put in {} times at most",
                          text, first + 1, first),
        std::vector<OpIndex>(takes.begin(), takes.begin() + static_cast<std::ptrdiff_t>(first) + 1));
  });
  return found;
}

std::expected<PairedElements, Decision> elements_of(std::span<const QueueOp> ops, const Traffic& traffic,
                                                    const QueueRules& rules) {
  if (auto violation = taken_too_often(ops, traffic, rules)) return std::unexpected(*std::move(violation));
  PairedElements elements;
  bool is_repeated = false;
  for_each_element(ops, traffic, [&](std::span<const OpIndex> puts, std::span<const OpIndex> takes) {
    const auto is_known = [&](OpIndex op) { return ops[op].is_known(); };
    if (takes.empty()) {
      for (const OpIndex put : puts) {
        if (is_known(put)) elements.left.push_back(make_element(ops, put, kNobody));
      }
    } else if (takes.size() == 1 && (puts.size() == 1 || std::ranges::none_of(puts, is_known))) {
      // Of puts that nobody knows of, the one that began first serves best.
      elements.taken.push_back(make_element(ops, puts.front(), takes.front()));
      elements.has_rivals = elements.has_rivals || puts.size() > 1;
    } else {
      is_repeated = true;
    }
  });
  if (is_repeated) return std::unexpected(undecided("an element that was taken may have been put in twice"));
  std::ranges::sort(elements.left, {}, &Element::put_end);
  return elements;
}

Decision minimal_violation(std::span<const QueueOp> ops, Finding finding, std::string reason,
                           std::vector<OpIndex> core) {
  Decision decision = violation(finding, std::move(reason), std::move(core));
  decision.is_core_minimal = true;
  decision.until = kBeforeAll;
  for (const OpIndex op : decision.core) {
    if (ops[op].is_known()) decision.until = std::max(decision.until, ops[op].end);
  }
  return decision;
}

Decision left_violation(std::span<const QueueOp> ops, Finding finding, std::string reason,
                        std::vector<OpIndex> core, Position until) {
  std::vector<bool> is_in(ops.size(), false);
  for (const OpIndex op : core) is_in[op] = true;
  for (OpIndex i = 0; i < ops.size(); ++i) {
    const bool is_known_take = ops[i].kind != Kind::Put && ops[i].is_known();
    if (is_known_take && ops[i].start <= until && !is_in[i]) core.push_back(i);
  }
  Decision decision = minimal_violation(ops, finding, std::move(reason), std::move(core));
  decision.until = until;
  return decision;
}

}  // namespace pawl::checker
