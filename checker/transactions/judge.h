#pragma once
// Which levels a history of transactions has, and which not, with the proof of each.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/transactions/anomaly.h"
#include "checker/transactions/graph.h"
#include "checker/transactions/level.h"

namespace pawl::checker {

enum class Standing : std::uint8_t {
  Holds,    ///< there is an order of the writes, and of the transactions, that the level allows
  Refuted,  ///< there is none
  Open,     ///< neither was shown
};

struct LevelReport {
  std::array<Standing, 8> standing{};  ///< by Level
  /// What refutes: of each kind one at least, the weakest levels first.
  std::vector<Contradiction> found;
  /// An order of those that took effect, and the strongest level that it proves. Empty: none.
  std::vector<TxnId> order;
  Level order_level = Level::Serializable;
  /// Contradictions that the verifier did not accept. There are none, or the judge has a fault.
  std::uint32_t rejected_count = 0;

  Standing of(Level level) const { return standing[static_cast<std::size_t>(level)]; }
  /// The first contradiction that refutes the level, or null.
  const Contradiction* refutation_of(Level level) const;
  /// Levels that hold, without those that follow from another.
  std::vector<Level> strongest_holding() const;
  /// Levels that are refuted, without those that are because a weaker one is.
  std::vector<Level> weakest_refuted() const;
  /// Notes that a level holds, or does not, and all that follows.
  void settle(Level level, Standing standing);
};

/// Judges the log at all levels. Its reads are brought into the form of their keys. An order and every
/// contradiction has passed the verifier; one that did not would be left out.
LevelReport judge_transactions(TransactionLog& log);

}  // namespace pawl::checker
