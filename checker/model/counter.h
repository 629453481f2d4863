#pragma once
// A counter: add n (inc, dec), read. An add may answer the sum that it made; where all of them but repeat
// what they added, as Jepsen writes them, they answer nothing.

#include <algorithm>
#include <optional>
#include <string>

#include "checker/model/model.h"

namespace pawl::checker {

struct CounterModel {
  using State = std::int64_t;

  std::int64_t init = 0;

  State initial() const { return init; }

  static bool is_read(const Operation& op) { return op.f == f::Read || op.f == f::Get; }

  Fit fit(const Operation& op) const {
    if (op.f != f::Add && op.f != f::Inc && op.f != f::Dec && !is_read(op)) {
      return Fit::refuse("a counter has add, inc, dec and read only");
    }
    if (op.outcome == Outcome::Fail) return Fit::drop();
    if (is_read(op)) {
      if (op.outcome != Outcome::Ok) return Fit::drop();
      return op.result.integer() ? Fit::use() : Fit::refuse("a read of a counter answers an integer");
    }
    if (op.f == f::Add && !op.argument.integer()) return Fit::refuse("an add has an integer as value");
    if (!op.argument.is_nil() && !op.argument.integer())
      return Fit::refuse("inc and dec have an integer or nil");
    return Fit::use();
  }

  std::optional<State> step(State sum, const Operation& op) const {
    if (is_read(op)) return *op.result.integer() == sum ? std::optional(sum) : std::nullopt;
    const std::int64_t amount = op.argument.integer() ? *op.argument.integer() : 1;
    std::int64_t next = 0;
    const bool overflows = op.f == f::Dec ? __builtin_sub_overflow(sum, amount, &next)
                                          : __builtin_add_overflow(sum, amount, &next);
    if (overflows || (answers_sum(op) && next != *op.result.integer())) return std::nullopt;
    return next;
  }

  void prepare(std::span<const Operation* const> operations) {
    sums_are_answered = are_sums_answered(operations);
    only_grows = std::ranges::all_of(operations, [](const Operation* op) {
      const std::int64_t amount = op->argument.integer() ? *op->argument.integer() : 1;
      return is_read(*op) || (op->f == f::Dec ? amount <= 0 : amount >= 0);
    });
  }
  bool is_lost(State sum, const Operation& op) const {
    if (!only_grows || (!is_read(op) && !answers_sum(op))) return false;
    const std::int64_t seen = *op.result.integer();
    return seen < sum || (!is_read(op) && seen == sum && op.argument != Value::of(0));
  }

  /// Nothing but answers sees the sum; without them every amount may as well stay away.
  void find_observers(std::span<const Operation* const> operations) {
    has_sums = has_reads = false;
    for (const Operation* op : operations) {
      has_reads = has_reads || is_read(*op);
      has_sums = has_sums || answers_sum(*op);
    }
  }
  bool matters(const Operation& loose) const {
    return (has_reads || has_sums) && !(loose.argument.integer() && *loose.argument.integer() == 0);
  }
  bool observes(const Operation& op) const { return is_read(op); }
  bool is_silent(const Operation& op) const { return !is_read(op) && !answers_sum(op); }
  bool is_independent(const Operation& a, const Operation& b) const {
    return is_read(a) == is_read(b) && !answers_sum(a) && !answers_sum(b) && only_grows;
  }
  bool forgets_order() const { return !has_sums; }
  std::string show(State sum) const { return std::to_string(sum); }

  /// Whether the answers of adds are sums: some add answered another number than it added.
  static bool are_sums_answered(std::span<const Operation* const> operations) {
    return std::ranges::any_of(operations, [](const Operation* op) {
      return !is_read(*op) && op->outcome == Outcome::Ok && op->result.integer() &&
             op->result != op->argument;
    });
  }

  bool has_reads = true;
  bool has_sums = true;  ///< some add answers the sum
  bool only_grows = false;
  bool sums_are_answered = false;

 private:
  bool answers_sum(const Operation& op) const {
    return sums_are_answered && !is_read(op) && op.outcome == Outcome::Ok && op.result.integer();
  }
};

}  // namespace pawl::checker
