#pragma once
// Registers, keys of a store, transactions and counters, defined.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/checker/trust/definition.h"

namespace pawl::checker::trust {

/// A register, or one key of a store. Revisions grow with each change; between two that are told there is
/// room for others.
class DefinedRegister {
 public:
  struct State {
    Value value;
    std::int64_t revision = 0;
    bool operator==(const State&) const = default;
  };

  explicit DefinedRegister(const Question& question)
      : init_(question.options.init ? *question.options.init : Value{}) {
    for (const Operation& op : question.whole) {
      if (op.witness->revision) told_.push_back(*op.witness->revision * kRoom);
    }
  }

  std::vector<State> initials() const {
    std::vector<State> all{{init_, kLeast}};
    for (const std::int64_t revision : told_) all.push_back({init_, revision});
    return all;
  }

  template <typename Emit>
  void step(const State& from, const Operation& op, const Emit& emit) const {
    const bool is_known = op.outcome == Outcome::Ok;
    const bool is_told = is_known && op.witness->revision;
    if (op.f == f::Read || op.f == f::Get) {
      const bool is_right =
          op.result == from.value && (!is_told || *op.witness->revision * kRoom == from.revision);
      if (is_right) emit(from);
      return;
    }
    State next = from;
    if (op.f == f::Cas) {
      const bool is_old = op.argument.pair()->front() == from.value;
      if (op.outcome == Outcome::Fail && !is_old) emit(from);
      if (op.outcome == Outcome::Fail || !is_old) return;
      next.value = op.argument.pair()->back();
    } else if (op.f == f::Append) {
      next.value = Value::of((from.value.text() ? *from.value.text() : std::string()) + *op.argument.text());
    } else {
      next.value = op.f == f::Delete ? init_ : op.argument;
    }
    if (told_.empty()) return emit(next);
    const auto try_revision = [&](std::int64_t revision) {
      next.revision = revision;
      if (revision > from.revision && (!is_told || *op.witness->revision * kRoom == revision)) emit(next);
    };
    for (const std::int64_t revision : told_) try_revision(revision);
    if (!is_told) try_revision(from.revision + 1);
  }

 private:
  static constexpr std::int64_t kRoom = 64;
  static constexpr std::int64_t kLeast = -1'000'000;

  Value init_;
  std::vector<std::int64_t> told_;
};

class DefinedTransactions {
 public:
  using State = std::vector<std::pair<Value, Value>>;  ///< in the order of first writing

  explicit DefinedTransactions(const Question& question) {
    if (question.options.init && question.options.init->map()) {
      for (const auto& [key, value] : *question.options.init->map()) init_.emplace_back(key, value);
    }
    any_ = question.options.nil_read == NilRead::Any;
    for (const Operation& op : question.whole) {
      if (op.outcome == Outcome::Fail) continue;
      for (const Value& step : *op.argument.list()) {
        if (name_of(step) == "w") written_.push_back((*step.list())[1]);
      }
    }
  }

  std::vector<State> initials() const { return {init_}; }

  template <typename Emit>
  void step(const State& from, const Operation& op, const Emit& emit) const {
    State next = from;
    const bool is_known = op.outcome == Outcome::Ok;
    for (const Value& step : is_known&& op.result.list() ? *op.result.list() : *op.argument.list()) {
      const Value& key = (*step.list())[1];
      const Value& value = (*step.list())[2];
      auto place = std::ranges::find(next, key, &std::pair<Value, Value>::first);
      if (name_of(step) == "r") {
        const Value now = place == next.end() ? Value{} : place->second;
        if (!is_known || (any_ && value.is_nil())) continue;
        if (now != value && !(is_list(key) && is_nothing(now) && is_nothing(value))) return;
        continue;
      }
      if (place == next.end()) place = next.insert(next.end(), {key, Value{}});
      if (name_of(step) == "w") {
        place->second = value;
        continue;
      }
      std::vector<Value> items;
      if (place->second.list()) items.assign(place->second.list()->begin(), place->second.list()->end());
      items.push_back(value);
      place->second = Value::list(std::move(items));
    }
    std::ranges::sort(next, [](const auto& a, const auto& b) { return order_of(a.first, b.first) < 0; });
    emit(next);
  }

 private:
  static std::string_view name_of(const Value& step) {
    const Value& word = step.list()->front();
    return word.keyword() ? std::string_view(word.keyword()->name) : std::string_view(*word.text());
  }
  static bool is_nothing(const Value& value) {
    return value.is_nil() || (value.list() && value.list()->size() == 0);
  }
  bool is_list(const Value& key) const { return std::ranges::find(written_, key) == written_.end(); }

  State init_;
  bool any_ = false;
  std::vector<Value> written_;
};

class DefinedCounter {
 public:
  using State = std::int64_t;

  explicit DefinedCounter(const Question& question) {
    if (question.options.init) init_ = *question.options.init->integer();
    for (const Operation& op : question.whole) {
      const bool is_add = op.f != f::Read && op.f != f::Get;
      if (is_add && op.outcome == Outcome::Ok && op.result.integer() && op.result != op.argument)
        sums_ = true;
    }
  }

  std::vector<State> initials() const { return {init_}; }

  template <typename Emit>
  void step(State from, const Operation& op, const Emit& emit) const {
    const std::int64_t* told = op.outcome == Outcome::Ok ? op.result.integer() : nullptr;
    if (op.f == f::Read || op.f == f::Get) {
      if (told && *told == from) emit(from);
      return;
    }
    const std::int64_t amount = op.argument.integer() ? *op.argument.integer() : 1;
    const State next = op.f == f::Dec ? from - amount : from + amount;
    if (!sums_ || !told || *told == next) emit(next);
  }

 private:
  std::int64_t init_ = 0;
  bool sums_ = false;
};

}  // namespace pawl::checker::trust
