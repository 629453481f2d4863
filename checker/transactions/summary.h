#pragma once
// What is reported of the levels of a history of transactions, in words that need no log beside them.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/transactions/judge.h"

namespace pawl::checker {

/// A step of a cycle.
struct LinkWords {
  TxnId from = 0;
  TxnId to = 0;
  std::string_view kind;  ///< ww, wr, rw, process, realtime
  std::string key = {};   ///< as EDN; empty for processes and real time
  std::string before = {};
  std::string after = {};
};

struct ContradictionWords {
  std::string name;
  Level refutes = Level::ReadUncommitted;
  std::string text;                                         ///< what happened, by keys and values
  std::vector<std::pair<TxnId, std::string>> transactions;  ///< each that it names, as it was
  std::vector<LinkWords> cycle;
};

struct LevelSummary {
  Level asked = Level::StrictSerializable;
  LevelReport report;
  std::vector<ContradictionWords> found;  ///< of report.found, the same places
};

LevelSummary summary_of(const TransactionLog& log, LevelReport report, Level asked);

/// The transactions that a contradiction names, those that show it among them, ascending.
std::vector<TxnId> transactions_of(const Contradiction& found);

}  // namespace pawl::checker
