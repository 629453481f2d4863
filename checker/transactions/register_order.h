#pragma once
// What is known of the order in which registers took their values: a transaction that read a value and wrote
// another put it directly behind, the first value comes before all others, and real time tells values apart
// whose transactions do not overlap.

#include <cstdint>
#include <vector>

#include "checker/transactions/graph.h"

namespace pawl::checker {

class RegisterOrder {
 public:
  RegisterOrder(const TransactionLog& log, const Versions& versions, Graph& graph)
      : log_(log), versions_(versions), graph_(graph) {}

  /// Adds the dependencies on all registers.
  void add_all();

 private:
  // Values that follow each other without a gap, with all that read or wrote one of them.
  struct Chain {
    std::uint32_t first = 0;         ///< the place of its first value; 0 is the one before all
    TxnId head = kNowhere;           ///< who wrote that
    EventNumber first_end = kNever;  ///< the earliest return
    EventNumber last_begin = 0;      ///< the latest call
    Node end = kNowhere;             ///< the junction that all of it leads to
  };

  void add_register(std::uint32_t key, std::uint32_t read_begin, std::uint32_t read_end);
  bool link_values(std::uint32_t key);
  void make_chains(std::uint32_t key);
  void add_anti(std::uint32_t key);
  void add_first(std::uint32_t key);
  void add_times(std::uint32_t key);
  std::uint32_t place_of(VersionId id) const { return id == kNoVersion ? 0 : id - first_ + 1; }
  void note(Chain& chain, TxnId txn) const;

  const TransactionLog& log_;
  const Versions& versions_;
  Graph& graph_;
  std::vector<OutsideRead> sorted_;  ///< of registers, by key

  // Of the present key. Values have places: 0 the one before all, then the versions.
  VersionId first_ = 0;
  std::vector<OutsideRead> reads_;
  std::vector<TxnId> next_;           ///< by place: who read it and wrote the next
  std::vector<std::uint32_t> final_;  ///< by place: the place of the last value that the same writer wrote
  std::vector<std::uint32_t> chain_of_;
  std::vector<Chain> chains_;
};

}  // namespace pawl::checker
