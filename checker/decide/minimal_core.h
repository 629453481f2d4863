#pragma once
// A smallest set of operations that still contradict each other when all others are set free: a
// freed operation may take effect at any time or never. Freeing more never adds a contradiction,
// so what was needed once stays needed, and one pass leaves a set from which nothing can be freed.

#include <algorithm>
#include <cstddef>
#include <numeric>
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

/// The core of a decision, found.
struct FoundCore {
  std::vector<OpIndex> operations;  ///< ascending
  Position until = kNoEnd;
  bool is_minimal = false;
};

/// Looks for the core of a decision: among the operations that it named, up to a moment at which one of them
/// ends, else among all. `answer_of` as Shrinking's. Nothing if the time ends before anything is shown.
template <typename AnswerOf, typename IsOver>
class CoreFinder {
 public:
  CoreFinder(const Shrinking& shrinking, const AnswerOf& answer_of, const IsOver& is_over)
      : ends_(shrinking.ends), answer_of_(answer_of), is_over_(is_over) {}

  std::optional<FoundCore> find(std::vector<OpIndex> named) {
    std::ranges::sort(named);
    named.erase(std::ranges::unique(named).begin(), named.end());
    std::vector<OpIndex> all(ends_.size());
    std::iota(all.begin(), all.end(), OpIndex{0});
    std::vector<Position> moments{kNoEnd};
    for (const OpIndex op : named) moments.push_back(ends_[op]);
    // The latest first, but the end of time last: up to it all that ever began is free.
    std::ranges::sort(
        moments, [](Position a, Position b) { return b == kNoEnd ? a != kNoEnd : a != kNoEnd && a > b; });
    moments.erase(std::ranges::unique(moments).begin(), moments.end());
    for (const std::vector<OpIndex>* candidates : {&named, &all}) {
      for (const Position until : moments) {
        if (is_over_()) return std::nullopt;
        if (auto found = among(*candidates, until)) return found;
      }
    }
    return std::nullopt;
  }
  /// Looks among all, up to that moment.
  std::optional<FoundCore> among_all(Position until) {
    std::vector<OpIndex> all(ends_.size());
    std::iota(all.begin(), all.end(), OpIndex{0});
    return among(std::move(all), until);
  }

 private:
  bool contradicts(const std::vector<OpIndex>& candidates, const std::vector<bool>& chosen, Position until) {
    std::vector<bool> kept(ends_.size(), false);
    for (std::size_t i = 0; i < chosen.size(); ++i) kept[candidates[i]] = chosen[i];
    const Answer answer = answer_of_(kept, until);
    is_certain_ = is_certain_ && answer != Answer::Undecided;
    return answer == Answer::NotLinearizable;
  }

  /// What contradicts itself up to a moment does so as soon as the last of it has ended; less may be needed
  /// then.
  std::optional<FoundCore> among(std::vector<OpIndex> candidates, Position until) {
    is_certain_ = true;
    std::optional<FoundCore> found;
    while (contradicts(candidates, std::vector<bool>(candidates.size(), true), until)) {
      const MinimalCore core = minimal_core(
          candidates.size(),
          [&](const std::vector<bool>& chosen) { return contradicts(candidates, chosen, until); }, is_over_);
      found = FoundCore{.operations = {}, .until = until, .is_minimal = core.is_minimal && is_certain_};
      for (const std::size_t i : core.kept) found->operations.push_back(candidates[i]);
      Position last = kBeforeAll;
      for (const OpIndex op : found->operations) {
        if (ends_[op] <= until && ends_[op] != kNoEnd) last = std::max(last, ends_[op]);
      }
      if (!core.is_minimal || last == kBeforeAll || last == until) break;
      candidates = found->operations;
      until = last;
    }
    return found;
  }

  const std::vector<Position>& ends_;
  const AnswerOf& answer_of_;
  const IsOver& is_over_;
  bool is_certain_ = true;
};

/// The core of a decision where it can judge what is left by itself.
template <typename IsOver>
std::optional<FoundCore> find_core(const Decision& decision, const IsOver& is_over) {
  if (!decision.shrinking || !decision.shrinking->answer_of) return std::nullopt;
  return CoreFinder(*decision.shrinking, decision.shrinking->answer_of, is_over).find(decision.core);
}

}  // namespace pawl::checker
