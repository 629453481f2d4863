#pragma once
// Several registers under transactions: `:f :txn`, value a list of [:r k v], [:w k v] and
// [:append k v] (also :read and :write), applied as one. A read answers the value of its moment in
// the transaction; an append grows a list that reads answer whole.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
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
  std::optional<State> step(const State& state, const Operation& op) const;
  bool observes(const Operation& op) const;
  bool is_silent(const Operation& op) const;
  std::string show(const State& state) const;
};

}  // namespace pawl::checker
