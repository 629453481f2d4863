// Histories of many independent objects: finding the key of each operation, and splitting by key.

#include <fmt/format.h>

#include <unordered_map>

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

struct ValueHash {
  std::size_t operator()(const Value& value) const { return hash_of(value); }
};

}  // namespace

std::expected<void, Damage> lift_keys(History& history, Tuples tuples) {
  if (tuples == Tuples::No || (tuples == Tuples::Guess && !are_tuples(history))) return {};
  for (Operation& operation : history.operations) {
    const Value::List* called = operation.argument.pair();
    const Value::List* returned = operation.result.pair();
    const bool has_result = operation.outcome == Outcome::Ok;
    if (!called || (has_result && !returned)) {
      return std::unexpected(
          Damage{.place = {.line = called ? operation.ret_line : operation.call_line, .column = 1},
                 .what = fmt::format("the value of this {} is no [key value] tuple as the others are",
                                     history.f_name(operation))});
    }
    if (has_result && returned->front() != called->front()) {
      return std::unexpected(
          Damage{.place = {.line = operation.ret_line, .column = 1},
                 .what = fmt::format("a {} of key {} completes with key {}", history.f_name(operation),
                                     to_edn(called->front()), to_edn(returned->front()))});
    }
    operation.key = called->front();
    operation.argument = Value(called->back());
    if (has_result) operation.result = Value(returned->back());
  }
  return {};
}

std::vector<Partition> partition_by_key(const History& history) {
  std::vector<Partition> partitions;
  std::unordered_map<Value, std::size_t, ValueHash> places;
  std::size_t last = 0;
  for (std::uint32_t i = 0; i < history.operations.size(); ++i) {
    const Value& key = history.operations[i].key;
    if (partitions.empty() || partitions[last].key != key) {
      const auto [found, is_new] = places.try_emplace(key, partitions.size());
      if (is_new) partitions.push_back(Partition{.key = key, .members = {}});
      last = found->second;
    }
    partitions[last].members.push_back(i);
  }
  return partitions;
}

}  // namespace pawl::checker
