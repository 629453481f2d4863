#pragma once
// A history of transactions in flat arrays: keys and values as numbers, steps one behind the other. It holds
// what judging needs and nothing else, so that millions fit.

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/history/history.h"

namespace pawl::checker {

/// Equal values have equal numbers, 0 is nil. Small whole numbers are their own number but for one.
class LogValues {
 public:
  std::uint32_t number(std::int64_t value) {
    if (value >= 0 && value < kOthers - 1) return static_cast<std::uint32_t>(value) + 1;
    return number(Value(value));
  }
  std::uint32_t number(const Value& value);
  Value value(std::uint32_t number) const;

 private:
  static constexpr std::uint32_t kOthers = 0x80000000;
  struct Hash {
    std::size_t operator()(const Value& value) const { return static_cast<std::size_t>(hash_of(value)); }
  };
  std::unordered_map<Value, std::uint32_t, Hash> numbers_;
  std::vector<Value> values_;
};

/// Keys as 0, 1, 2, ... in order of appearance.
class LogKeys {
 public:
  std::uint32_t number(std::uint32_t value);
  std::uint32_t value(std::uint32_t key) const { return values_[key]; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(values_.size()); }

 private:
  void grow();
  std::vector<std::uint32_t> slots_;
  std::vector<std::uint32_t> values_;
};

enum class StepKind : std::uint8_t {
  Read,      ///< answered `value`
  ReadList,  ///< answered `count` elements, from `value` in TransactionLog::elements
  ReadAny,   ///< nobody knows what it answered
  Write,
  Append,
};

struct Step {
  std::uint32_t key = 0;
  std::uint32_t value = 0;
  std::uint32_t count = 0;
  StepKind kind = StepKind::Read;
};

using TxnId = std::uint32_t;

struct Transaction {
  std::int64_t process = 0;
  EventNumber call = 0;
  EventNumber ret = kNever;
  Outcome outcome = Outcome::Unknown;
  std::uint32_t step_begin = 0;
  std::uint32_t step_count = 0;
  std::uint64_t call_line = 0;
  std::uint64_t ret_line = 0;
};

struct TransactionLog {
  std::vector<Transaction> all;  ///< by call; the numbers are those of the history's operations
  std::vector<Step> steps;
  std::vector<std::uint32_t> elements;  ///< of lists that were read
  LogValues values;
  LogKeys keys;
  std::vector<std::uint32_t> initial;  ///< by key, the value before all; behind its end it is nil
  Names names;                         ///< of processes

  std::span<const Step> steps_of(TxnId txn) const {
    return std::span(steps).subspan(all[txn].step_begin, all[txn].step_count);
  }
  std::span<const std::uint32_t> list(const Step& step) const {
    return std::span(elements).subspan(step.value, step.count);
  }
  std::uint32_t initial_of(std::uint32_t key) const { return key < initial.size() ? initial[key] : 0; }
  Value key_value(std::uint32_t key) const { return values.value(keys.value(key)); }

  /// Appends a step as it stands in a history: `[:r k v]`. `is_known`: reads answered what it says.
  void add(StepKind kind, const Value& key, const Value& value, bool is_known);
};

/// What the steps of a transaction are called: r, read, w, write, append.
std::optional<StepKind> step_kind(std::string_view name);

/// The transactions of a history, whose operations have been called :txn and fit their model. `init` is a map
/// of first values or nil. With `nil_says_nothing` a read of nil answers nothing.
TransactionLog log_of(const History& history, const Value& init, bool nil_says_nothing);

/// The first values as the log needs them.
void set_initial(TransactionLog& log, const Value& init);

}  // namespace pawl::checker
