#pragma once
// What the bank holds: orders, one after another. Balances are what follows from them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bank {

inline constexpr std::size_t kAccounts = 4;
inline constexpr std::int64_t kOpening = 100;

/// Moves an amount from one account to another, if there is so much. An amount of 0 only asks.
struct Order {
  /// Whoever sends an order again sends the same number; it then has effect once.
  std::uint64_t number = 0;
  std::size_t from = 0;
  std::size_t to = 0;
  std::int64_t amount = 0;
  bool operator==(const Order&) const = default;
};

using Ledger = std::vector<Order>;

/// What came of an order, and what all accounts held then.
struct Outcome {
  bool is_done = false;
  std::array<std::int64_t, kAccounts> balances{};
  bool operator==(const Outcome&) const = default;
};

/// What comes of the order at that place of the ledger.
inline Outcome outcome_at(const Ledger& ledger, std::size_t place) {
  Outcome outcome;
  outcome.balances.fill(kOpening);
  for (std::size_t i = 0; i <= place; ++i) {
    const Order& order = ledger[i];
    outcome.is_done = outcome.balances[order.from] >= order.amount;
    if (!outcome.is_done) continue;
    outcome.balances[order.from] -= order.amount;
    outcome.balances[order.to] += order.amount;
  }
  return outcome;
}

/// The place of the order of that number; the ledger's size if it is not there.
inline std::size_t place_of(const Ledger& ledger, std::uint64_t number) {
  std::size_t place = 0;
  while (place < ledger.size() && ledger[place].number != number) ++place;
  return place;
}

std::string to_text(const Order& order);

}  // namespace bank
