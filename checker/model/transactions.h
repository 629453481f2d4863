#pragma once
// Several registers under transactions: `:f :txn`, value a list of [:r k v], [:w k v] and
// [:append k v] (also :read and :write), applied as one. A read answers the value of its moment in
// the transaction; an append grows a list that reads answer whole. Of a key that nobody writes, nil and the
// empty list are the same: a list to which nobody appended yet.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "checker/check.h"
#include "checker/model/model.h"
#include "checker/model/pool.h"

namespace pawl::checker {

inline constexpr std::size_t kTransactionStepsMax = 64;

struct TransactionsModel {
  using State = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  ///< key and value numbers, by key

  Value init;  ///< a map of first values, or nil: every key begins as nil
  NilRead nil_read = NilRead::Value;
  std::shared_ptr<ValuePool> pool = std::make_shared<ValuePool>();

  State initial() const;
  Fit fit(const Operation& op) const;
  void prepare(std::span<const Operation* const> operations);
  std::optional<State> step(const State& state, const Operation& op) const;
  bool observes(const Operation& op) const;
  bool is_silent(const Operation& op) const;
  void find_observers(std::span<const Operation* const> operations);
  bool matters(const Operation& loose) const;
  bool is_lost(const State& state, const Operation& op) const;
  std::string show(const State& state) const;

 private:
  // What reads answer of one key, and how it changes.
  struct Watched {
    std::unordered_set<std::uint32_t> values;  ///< numbers of whole values
    std::unordered_set<std::uint32_t> items;   ///< numbers of the items of lists
    bool is_written = false;
    bool is_appended_to = false;
  };
  bool is_seen(const Value& step) const;
  std::uint32_t held(std::uint32_t key, const Value& value) const;

  std::unordered_set<std::uint32_t> written_;           ///< numbers of keys that somebody writes, or may
  std::unordered_map<std::uint32_t, Watched> watched_;  ///< by number of key
};

}  // namespace pawl::checker
