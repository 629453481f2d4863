#pragma once
// A smallest set of operations that still contradict each other when all others are set free: a
// freed operation may take effect at any time or never. Freeing more never adds a contradiction,
// so one pass suffices for a set from which nothing can be freed.

#include <algorithm>
#include <utility>
#include <vector>

#include "checker/decide/decision.h"

namespace pawl::checker {

/// `contradicts(kept)` says whether the operations with kept[i] are still contradictory. It is called at most
/// `calls_max` times; if that is not enough the set returned is right but may hold more than needed.
template <typename Contradicts>
std::vector<OpIndex> minimal_core(std::size_t count, const Contradicts& contradicts, std::int64_t calls_max) {
  std::vector<bool> kept(count, true);
  std::vector<std::pair<std::size_t, std::size_t>> todo{{0, count}};
  for (std::int64_t calls = 0; !todo.empty() && calls < calls_max; ++calls) {
    const auto [begin, end] = todo.back();
    todo.pop_back();
    for (std::size_t i = begin; i < end; ++i) {
      kept[i] = false;
    }
    if (contradicts(kept)) {
      continue;
    }
    for (std::size_t i = begin; i < end; ++i) {
      kept[i] = true;
    }
    if (end - begin == 1) {
      continue;
    }
    const std::size_t middle = begin + (end - begin) / 2;
    todo.emplace_back(begin, middle);
    todo.emplace_back(middle, end);
  }
  std::vector<OpIndex> core;
  for (std::size_t i = 0; i < count; ++i) {
    if (kept[i]) {
      core.push_back(i);
    }
  }
  return core;
}

/// How many decisions over `count` operations a core may cost: bounded work, at least a few.
inline std::int64_t core_calls_max(std::size_t count) {
  return std::max<std::int64_t>(16, 20'000'000 / static_cast<std::int64_t>(count + 1));
}

}  // namespace pawl::checker
