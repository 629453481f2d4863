#pragma once
// Makes the log of a history of transactions from its events, without anything in between. What it does not
// take, because a rule is broken or a value is of another shape, is for HistoryBuilder to say.

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "checker/history/raw_event.h"
#include "checker/transactions/log.h"

namespace pawl::checker {

class TransactionLogBuilder {
 public:
  /// With `nil_says_nothing` a read of nil answers nothing.
  TransactionLogBuilder(const Value& init, bool nil_says_nothing);

  Names& names() { return log_.names; }
  /// Adds the next event, whose `f` is of names(). False: it is not taken, and nothing may follow.
  bool add(const RawEvent& event);
  /// The log; transactions that are still open are of unknown outcome.
  TransactionLog take();

 private:
  struct Open {
    TxnId txn = 0;
    bool is_open = false;
    bool is_retired = false;
    std::vector<Step> steps = {};  ///< as they were asked
  };
  bool invoke(const RawEvent& event);
  bool complete(const RawEvent& event);
  bool parse(std::span<const Atom> value, bool is_answer, std::vector<Step>& steps);
  bool parse_step(std::span<const Atom> step, bool is_answer, std::vector<Step>& steps);
  std::uint32_t number(std::span<const Atom> form);
  void keep_asked(Open& open);

  TransactionLog log_;
  std::unordered_map<std::int64_t, Open> processes_;
  bool nil_says_nothing_;
  EventNumber event_count_ = 0;
};

}  // namespace pawl::checker
