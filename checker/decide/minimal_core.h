#pragma once
// A smallest set of operations that still contradict each other when all others are set free: a
// freed operation may take effect at any time or never. Freeing more never adds a contradiction,
// so what was needed once stays needed, and one pass leaves a set from which nothing can be freed.

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "checker/decide/decision.h"

namespace pawl::checker {

struct MinimalCore {
  std::vector<std::size_t> kept;  ///< ascending
  bool is_minimal = false;        ///< false: the time ended, and some may not be needed
};

/// `contradicts(kept)` says whether the operations with kept[i] are still contradictory; those of all `count`
/// are. It is asked until nothing can be freed or `is_over()`. Early operations are freed first: ranges of
/// them, halved where they are needed.
template <typename Contradicts, typename IsOver>
MinimalCore minimal_core(std::size_t count, const Contradicts& contradicts, const IsOver& is_over) {
  std::vector<bool> kept(count, true);
  std::vector<std::pair<std::size_t, std::size_t>> todo{{0, count}};
  const auto set_all = [&](std::size_t begin, std::size_t end, bool value) {
    for (std::size_t i = begin; i < end; ++i) kept[i] = value;
  };
  while (!todo.empty() && !is_over()) {
    const auto [begin, end] = todo.back();
    todo.pop_back();
    set_all(begin, end, false);
    if (contradicts(kept)) continue;
    set_all(begin, end, true);
    if (end - begin <= 1) continue;
    const std::size_t middle = begin + (end - begin) / 2;
    todo.emplace_back(middle, end);
    todo.emplace_back(begin, middle);
  }
  MinimalCore core{.kept = {}, .is_minimal = todo.empty()};
  for (std::size_t i = 0; i < count; ++i) {
    if (kept[i]) core.kept.push_back(i);
  }
  return core;
}

/// The same for what a decision named. Nothing if the candidates do not contradict each other without the
/// others.
template <typename IsOver>
std::optional<MinimalCore> minimal_core(const Shrinking& shrinking, const IsOver& is_over) {
  bool is_certain = true;
  const auto contradicts = [&](const std::vector<bool>& kept) {
    const Answer answer = shrinking.answer_of(kept);
    is_certain = is_certain && answer != Answer::Undecided;
    return answer == Answer::NotLinearizable;
  };
  if (!contradicts(std::vector<bool>(shrinking.candidates.size(), true))) return std::nullopt;
  MinimalCore core = minimal_core(shrinking.candidates.size(), contradicts, is_over);
  core.is_minimal = core.is_minimal && is_certain;
  return core;
}

}  // namespace pawl::checker
