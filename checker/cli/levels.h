#pragma once
// The levels of a history of transactions, as text and as JSON.

#include <string>

#include "checker/transactions/summary.h"

namespace pawl::checker {

/// One line: the strongest levels that hold, the weakest that are refuted, those that are open.
std::string levels_text(const LevelSummary& levels);

/// What else contradicts levels, each with its transactions.
std::string contradictions_text(const LevelSummary& levels);

/// Members of an object that is open: `,"level":...,"levels":{...},"anomalies":[...]`.
void append_levels_json(std::string& out, const LevelSummary& levels);

}  // namespace pawl::checker
