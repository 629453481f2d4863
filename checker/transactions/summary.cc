#include "checker/transactions/summary.h"

#include <algorithm>
#include <utility>

namespace pawl::checker {
namespace {

std::string words_of(const TransactionLog& log, std::uint32_t value) {
  return value == kNoValue ? std::string() : to_edn(log.values.value(value));
}

LinkWords words_of(const TransactionLog& log, const Link& link) {
  LinkWords words{.from = link.from, .to = link.to, .kind = dependency_name(link.kind)};
  if (link.kind == Dependency::Process || link.kind == Dependency::Realtime) return words;
  words.key = to_edn(log.key_value(link.key));
  words.before = words_of(log, link.before);
  words.after = words_of(log, link.after);
  return words;
}

}  // namespace

std::vector<TxnId> transactions_of(const Contradiction& found) {
  std::vector<TxnId> all = found.transactions;
  for (const Link& link : found.cycle) all.insert(all.end(), link.evidence.begin(), link.evidence.end());
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

LevelSummary summary_of(const TransactionLog& log, LevelReport report, Level asked) {
  LevelSummary summary{.asked = asked, .report = std::move(report), .found = {}};
  for (const Contradiction& found : summary.report.found) {
    ContradictionWords words{.name = name_of(found),
                             .refutes = found.refutes,
                             .text = explain(log, found),
                             .transactions = {},
                             .cycle = {}};
    for (const TxnId txn : transactions_of(found))
      words.transactions.emplace_back(txn, transaction_text(log, txn));
    for (const Link& link : found.cycle) words.cycle.push_back(words_of(log, link));
    summary.found.push_back(std::move(words));
  }
  return summary;
}

}  // namespace pawl::checker
