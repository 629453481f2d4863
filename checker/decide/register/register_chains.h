#pragma once
// The values of a register glued to chains: a compare-and-set stands directly behind what it replaced, so the
// operations of a chain stand together in one order. docs/CHECKING.md, "Register".

#include <algorithm>
#include <expected>
#include <limits>
#include <span>
#include <vector>

#include "checker/decide/register/register_zones.h"

namespace pawl::checker {

/// The writer of the initial value, which is no operation.
inline constexpr OpIndex kBeginning = std::numeric_limits<OpIndex>::max() - 1;

/// Values glued by compare-and-sets: no other write can come between them.
struct RegisterChain {
  std::size_t begin = 0;  ///< into the order of the chains' operations
  std::size_t end = 0;
  Position first_end = kNoEnd;
  Position last_start = kBeforeAll;
  OpIndex first_ender = kBeginning;
  OpIndex last_starter = kBeginning;

  bool is_forward() const { return first_end < last_start; }
  Position key() const { return std::min(first_end, last_start); }
};

/// All chains of a history.
struct RegisterChains {
  std::vector<OpIndex> in_chains;  ///< the operations, chain by chain, each chain in its order
  std::vector<RegisterChain> chains;
};

/// The chains, each of them right inside; or why there are none: a violation, or a value that may have
/// been written more than once.
std::expected<RegisterChains, Decision> build_chains(std::span<const RegisterOp> ops,
                                                     const RegisterRules& rules);

}  // namespace pawl::checker
