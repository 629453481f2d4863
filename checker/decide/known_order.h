#pragma once
// Known operations in the one order that their answers allow, each at its place: which of those from a place
// on ends first, and the pair that real time wants the other way around. docs/CHECKING.md, "Sequencer",
// rule 2.

#include <cstddef>
#include <optional>
#include <vector>

namespace pawl::checker {

/// Of the places from each one on, the one that ends first. `at(place)` has an `end`.
template <typename At>
std::vector<std::size_t> first_ends(std::size_t count, const At& at) {
  std::vector<std::size_t> earliest(count);
  for (std::size_t i = count; i-- > 0;) {
    const bool is_first = i + 1 == count || at(i).end < at(earliest[i + 1]).end;
    earliest[i] = is_first ? i : earliest[i + 1];
  }
  return earliest;
}

/// Two places that contradict real time.
struct InvertedPlaces {
  std::size_t later = 0;    ///< ended before the other began
  std::size_t earlier = 0;  ///< the last to begin of all at smaller places
};

/// The first inverted pair. `at(place)` has a `start` and an `end`; `shares_place(i)`: the order of the ones
/// at i - 1 and i is open.
template <typename At, typename SharesPlace>
std::optional<InvertedPlaces> find_inverted(std::size_t count, const At& at,
                                            const SharesPlace& shares_place) {
  std::optional<std::size_t> latest;  // before this place, the last to begin
  std::size_t latest_here = 0;        // at this place
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0 && !shares_place(i)) {
      if (!latest || at(latest_here).start > at(*latest).start) latest = latest_here;
      latest_here = i;
    }
    if (latest && at(i).end < at(*latest).start) return InvertedPlaces{.later = i, .earlier = *latest};
    if (at(i).start > at(latest_here).start) latest_here = i;
  }
  return std::nullopt;
}

}  // namespace pawl::checker
