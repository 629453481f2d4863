#pragma once
// What can be wrong with a history of transactions, by the names of the literature: Adya, "Weak Consistency"
// (1999), Adya, Liskov and O'Neil (2000), and Elle (Kingsbury and Alvaro, 2020).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/transactions/level.h"
#include "checker/transactions/log.h"

namespace pawl::checker {

enum class Anomaly : std::uint8_t {
  UnwrittenValue,     ///< a read of what nobody wrote
  DuplicateElements,  ///< a list shows an element twice
  Internal,           ///< a transaction does not see its own writes, or sees those that it has not made yet
  IncompatibleOrder,  ///< two reads of a list, none of which begins with the other
  AbortedRead,        ///< G1a
  IntermediateRead,   ///< G1b
  DirtyUpdate,        ///< an append behind one that failed
  NonRepeatableRead,  ///< two reads of one key in one transaction saw different writes
  LostUpdate,         ///< two transactions read one version and both wrote the next
  WriteCycle,         ///< G0
  InformationCycle,   ///< G1c
  SingleAntiDependency,       ///< G-single
  NonadjacentAntiDependency,  ///< G-nonadjacent
  ItemAntiDependency,         ///< G2-item
  NoOrder,                    ///< every order of the writes makes a cycle
};

enum class Dependency : std::uint8_t {
  Write,     ///< ww: the second wrote over what the first wrote
  Read,      ///< wr: the second read what the first wrote
  Anti,      ///< rw: the second wrote over what the first read
  Process,   ///< the process of both ended the first before it began the second
  Realtime,  ///< the first ended before the second began
};

/// One step of a cycle: `to` comes after `from`.
struct Link {
  TxnId from = 0;
  TxnId to = 0;
  Dependency kind = Dependency::Write;
  std::uint32_t key = 0;
  std::uint32_t before = 0;  ///< value that `from` wrote or read; kNoValue: the one before all
  std::uint32_t after = 0;   ///< value that `to` wrote or read
  /// Where the order of two writes is known from real time: one that has to do with the first value ended
  /// before one that has to do with the second began. From a read of both: that one, twice.
  std::vector<TxnId> evidence = {};
  bool is_by_time = false;
};

inline constexpr std::uint32_t kNoValue = 0xffffffff;

/// What is wrong, and with whom.
struct Contradiction {
  Anomaly anomaly = Anomaly::UnwrittenValue;
  /// The weakest level that it refutes.
  Level refutes = Level::ReadUncommitted;
  std::uint32_t key = 0;
  std::uint32_t value = kNoValue;
  std::vector<TxnId> transactions = {};
  std::vector<Link> cycle = {};  ///< of cycles: from the last back to the first
};

/// `G-single`, `lost update`, ... with `-process` or `-realtime` where the cycle needs it.
std::string name_of(const Contradiction& found);

/// `ww`, `wr`, ...
std::string_view dependency_name(Dependency kind);

/// In words: which transactions, which keys, which values.
std::string explain(const TransactionLog& log, const Contradiction& found);

/// A transaction as it was: `T1 (process 3, lines 1 to 2) [[:append :x 1] [:r :y [2]]]`.
std::string transaction_text(const TransactionLog& log, TxnId txn);

}  // namespace pawl::checker
