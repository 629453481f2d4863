#pragma once
// Values of a sequence that nobody is known to have got: shown on the page, whether or not unknown operations
// explain them.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/history/history.h"

namespace pawl::checker {

struct SequenceGap {
  Value key;
  /// Index of the operation with the first known value beyond the gap.
  std::uint32_t after = 0;
  /// For people: `7..9 missing`.
  std::string text;
};

/// The gaps between known allocations (:next and :reserve) of each key, ascending by value.
std::vector<SequenceGap> sequence_gaps(const History& history);

}  // namespace pawl::checker
