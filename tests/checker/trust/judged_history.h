#pragma once
// A mixed history judged in every way there is, and made small where the ways differ.

#include <cstdint>
#include <string>

#include "tests/checker/trust/mixed_history.h"

namespace pawl::checker::trust {

/// What the histories came to.
struct Counts {
  std::int64_t linearizable = 0;
  std::int64_t decided = 0;  ///< without the search
  std::int64_t cores = 0;
  std::int64_t minimal_cores = 0;
  std::int64_t named_cores = 0;  ///< of which no more is claimed than that they have a part in it
};

/// What is wrong; empty if nothing is.
std::string judge(const MixedHistory& history, Counts& counts);

/// A history in which something is still wrong, with as few operations and witnesses as were found.
MixedHistory shrink(MixedHistory history);

/// What is asked, and the file.
std::string describe(const MixedHistory& history);

}  // namespace pawl::checker::trust
