#pragma once
// What the answers of transactions say by themselves: who wrote what was read, in which order a key took its
// values as far as that is known, which transactions of unknown outcome took effect, and the contradictions
// that need no cycle.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "checker/transactions/anomaly.h"
#include "checker/transactions/log.h"

namespace pawl::checker {

using VersionId = std::uint32_t;
inline constexpr VersionId kNoVersion = 0xffffffff;  ///< the value before all
inline constexpr std::uint32_t kNowhere = 0xffffffff;

/// A value that somebody wrote to a key, or an element that somebody appended.
struct Version {
  std::uint32_t key = 0;
  std::uint32_t value = 0;
  TxnId writer = 0;
  bool is_final = true;  ///< the last of its writer on this key
};

enum class KeyKind : std::uint8_t {
  Unwritten,
  Register,  ///< written, each value once
  List,      ///< appended to, each element once
  Opaque,    ///< both, or the same value twice: reads do not tell who wrote
};

struct KeyState {
  KeyKind kind = KeyKind::Unwritten;
  bool is_written = false;  ///< by one that did not fail: what is nothing and what is an empty list differ
  bool has_order = false;   ///< of a list: its reads agree with each other
  std::uint32_t order_begin = 0;
  std::uint32_t order_count = 0;
  std::uint32_t longest_step = kNowhere;  ///< the read that shows the whole order
  TxnId longest_reader = 0;
};

/// A read that answered what another transaction left.
struct OutsideRead {
  TxnId txn = 0;
  std::uint32_t key = 0;
  VersionId version = kNoVersion;
  std::uint32_t count = 0;  ///< elements of a list that was read
};

class Versions {
 public:
  /// Reads of the log are brought into the form of their keys: those of lists are lists.
  explicit Versions(TransactionLog& log);

  std::span<const Version> of_key(std::uint32_t key) const {
    return std::span(versions_).subspan(begins_[key], begins_[key + 1] - begins_[key]);
  }
  std::size_t count() const { return versions_.size(); }
  VersionId first_of(std::uint32_t key) const { return begins_[key]; }
  const Version& operator[](VersionId id) const { return versions_[id]; }
  /// The version of a value. kNoVersion if nobody wrote it.
  VersionId find(std::uint32_t key, std::uint32_t value) const;
  /// Of a list: the elements that its longest read shows, failed writers' among them.
  std::span<const VersionId> order_of(std::uint32_t key) const {
    return std::span(order_).subspan(keys[key].order_begin, keys[key].order_count);
  }
  /// Of a list: where a version stands in that order, or kNowhere.
  std::uint32_t place(VersionId id) const { return places_[id]; }

  std::vector<KeyState> keys;
  std::vector<OutsideRead> reads;
  /// Known to have taken effect: answered, or of unknown outcome and seen by one that was answered.
  std::vector<bool> is_committed;
  std::vector<Contradiction> found;
  bool has_opaque = false;
  /// Of lists, for read uncommitted: neighbours in the order of what answered transactions alone appended,
  /// where others stand between them.
  std::vector<std::pair<VersionId, VersionId>> reduced_pairs;

 private:
  void make_versions(const TransactionLog& log);
  void make_table();
  void settle_reads(TransactionLog& log);
  void read_all(const TransactionLog& log);
  void read_register(const TransactionLog& log, TxnId txn, const Step& step);
  void read_list(const TransactionLog& log, TxnId txn, std::size_t at);
  void order_lists(const TransactionLog& log);
  void compare_lists(const TransactionLog& log);
  bool examine(const TransactionLog& log, TxnId txn, const Step& step);
  void reduce(const TransactionLog& log, std::uint32_t key);
  void check_own_appends(const TransactionLog& log);
  void check_list_reads(const TransactionLog& log);
  void check_register_reads(const TransactionLog& log);
  void report(Contradiction found);

  std::vector<Version> versions_;
  std::vector<std::uint32_t> begins_;  ///< by key
  std::vector<VersionId> table_;       ///< hash of (key, value)
  std::vector<VersionId> order_;
  std::vector<std::uint32_t> places_;
  std::vector<bool> is_torn_;    ///< by key: two reads of it disagree
  std::vector<bool> is_broken_;  ///< by key: a read that is impossible by itself
};

}  // namespace pawl::checker
