#pragma once
// The levels, defined by trying everything: every serial order, every order of starts and commits, every
// order of the versions of every key. Written from the definitions, on purpose naive, for a handful of
// transactions. Shares nothing with the checker but the names of the levels.

#include <map>
#include <string>
#include <vector>

#include "checker/history/history.h"
#include "checker/transactions/level.h"

namespace pawl::checker::testing {

struct SmallStep {
  enum class Kind : std::uint8_t { Read, Write, Append };
  Kind kind = Kind::Read;
  int key = 0;
  int value = 0;               ///< written, appended, or read of a register; 0: nothing
  std::vector<int> list = {};  ///< read of a list
};

struct SmallTransaction {
  int process = 0;
  int call = 0;
  int ret = 0;  ///< of those that were answered or failed
  Outcome outcome = Outcome::Ok;
  std::vector<SmallStep> steps = {};
};

struct SmallHistory {
  std::vector<SmallTransaction> transactions;
  std::vector<bool> is_list;  ///< by key
};

/// True if the history is one of that level. What is written to a key must be written once, but for levels
/// from snapshot isolation on.
bool is_of_level(const SmallHistory& history, Level level);

/// The history as the checker takes it.
History history_of(const SmallHistory& small);

/// One transaction a line.
std::string text_of(const SmallHistory& small);

}  // namespace pawl::checker::testing
