// Histories of many independent objects: finding the key of each operation, and splitting by key.

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "checker/history/history.h"

namespace pawl::checker {
namespace {

enum class Reading : std::uint8_t { Tuple, Plain, Either };

// What the invocation's value says by itself. Only functions whose own argument is known to be
// nil or a pair can tell; a written value may be anything.
Reading reading_of(const Operation& operation) {
  const Value::List* pair = operation.argument.pair();
  switch (operation.f) {
    case f::Read:
    case f::Get:
    case f::Next:
    case f::Acquire:
    case f::Release:
    case f::Renew:
    case f::Dequeue:
    case f::Pop:
    case f::Generate:
      if (!pair) return Reading::Plain;
      return pair->front().list() ? Reading::Either : Reading::Tuple;
    case f::Cas: return pair && pair->back().pair() ? Reading::Tuple : Reading::Plain;
    case f::Reserve:
      if (pair && pair->back().pair()) return Reading::Tuple;
      return Reading::Plain;
    case f::Txn: return Reading::Plain;
    default: return pair ? Reading::Either : Reading::Plain;
  }
}

bool are_tuples(const History& history) {
  bool has_tuple = false;
  for (const Operation& operation : history.operations) {
    if (!operation.key.is_nil()) return false;
    const Reading reading = reading_of(operation);
    if (reading == Reading::Plain) return false;
    if (reading == Reading::Tuple) has_tuple = true;
  }
  return has_tuple;
}

// Numbers for keys, in order of first appearance. A table of numbers alone, so that ten million keys cost
// little beside their operations; a full half of it is empty.
class KeyNumbers {
 public:
  std::uint32_t number(const Value& key) {
    if (!keys_.empty() && *keys_[last_] == key)
      return last_;  // operations of one key often follow each other
    if (2 * keys_.size() >= slots_.size()) grow();
    std::uint32_t& slot = slot_of(key);
    if (slot == kEmpty) {
      slot = static_cast<std::uint32_t>(keys_.size());
      keys_.push_back(&key);
    }
    return last_ = slot;
  }
  /// By number; borrowed from the operations.
  const std::vector<const Value*>& keys() const { return keys_; }

 private:
  static constexpr std::uint32_t kEmpty = 0xffffffff;

  std::uint32_t& slot_of(const Value& key) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash_of(key) & mask;
    while (slots_[at] != kEmpty && *keys_[slots_[at]] != key) at = (at + 1) & mask;
    return slots_[at];
  }
  void grow() {
    slots_.assign(std::max<std::size_t>(16, 2 * slots_.size()), kEmpty);
    for (std::uint32_t i = 0; i < keys_.size(); ++i) slot_of(*keys_[i]) = i;
  }

  std::vector<std::uint32_t> slots_;
  std::vector<const Value*> keys_;
  std::uint32_t last_ = 0;
};

}  // namespace

std::expected<void, Damage> lift_keys(History& history, Tuples tuples) {
  if (tuples == Tuples::No || (tuples == Tuples::Guess && !are_tuples(history))) return {};
  const char* const way_out = tuples == Tuples::Guess ? "; if none of them is a tuple, say --tuples no" : "";
  history.has_guessed_tuples = tuples == Tuples::Guess;
  for (Operation& operation : history.operations) {
    const Value::List* called = operation.argument.pair();
    const Value::List* returned = operation.result.pair();
    const bool has_result = operation.outcome == Outcome::Ok;
    if (!called || (has_result && !returned)) {
      return std::unexpected(
          Damage{.place = {.line = called ? operation.ret_line : operation.call_line, .column = 1},
                 .what = fmt::format("the value of this {} is no [key value] tuple as the others are{}",
                                     history.f_name(operation), way_out)});
    }
    if (has_result && returned->front() != called->front()) {
      return std::unexpected(
          Damage{.place = {.line = operation.ret_line, .column = 1},
                 .what = fmt::format("a {} of key {} completes with key {}{}", history.f_name(operation),
                                     to_edn(called->front()), to_edn(returned->front()), way_out)});
    }
    operation.key = called->front();
    operation.argument = Value(called->back());
    if (has_result) operation.result = Value(returned->back());
  }
  return {};
}

Partitions Partitions::whole(const History& history) {
  Partitions all;
  all.members_.resize(history.operations.size());
  std::iota(all.members_.begin(), all.members_.end(), 0U);
  all.ends_.push_back(static_cast<std::uint32_t>(all.members_.size()));
  return all;
}

Partitions Partitions::by_key(const History& history) {
  KeyNumbers numbers;
  std::vector<std::uint32_t> number_of(history.operations.size());
  Partitions all;
  for (std::size_t i = 0; i < number_of.size(); ++i) {
    number_of[i] = numbers.number(history.operations[i].key);
    all.ends_.resize(numbers.keys().size());
    ++all.ends_[number_of[i]];
  }
  // From counts to beginnings, each of which moves to its end as the members are put in.
  std::exclusive_scan(all.ends_.begin(), all.ends_.end(), all.ends_.begin(), 0U);
  all.members_.resize(number_of.size());
  for (std::uint32_t i = 0; i < number_of.size(); ++i) all.members_[all.ends_[number_of[i]]++] = i;
  return all;
}

}  // namespace pawl::checker
