#pragma once
// A sequence, defined: numbers one after the other, lives with growing incarnations, keys.

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/checker/trust/definition.h"

namespace pawl::checker::trust {

class DefinedSequencer {
 public:
  struct Parameters {
    std::int64_t initial = 0;
    std::int64_t increment = 1;
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    bool cycles = false;
    bool operator==(const Parameters&) const = default;
  };
  struct Given {
    Value key;
    std::int64_t count = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t incarnation = 0;
    bool operator==(const Given&) const = default;
  };
  struct State {
    bool is_alive = false;
    std::int64_t incarnation = 0;  ///< of this life, or the last
    std::int64_t current = 0;
    Parameters parameters;
    std::vector<Given> given;  ///< in the order of giving
    bool operator==(const State&) const = default;
  };

  explicit DefinedSequencer(const Question& question) {
    if (question.options.init) own_.initial = *question.options.init->integer();
    std::int64_t least = 0;
    std::int64_t most = 0;
    for (const Operation& op : question.whole) {
      if (op.outcome != Outcome::Fail && op.f == f::Create) is_created_ = true;
      if (const auto named = named_by(op)) {
        least = is_named_ ? std::min(least, *named) : *named;
        most = is_named_ ? std::max(most, *named) : *named;
        is_named_ = true;
      }
    }
    const auto room = static_cast<std::int64_t>(question.whole.size());
    least_ = is_named_ ? least - room : 0;
    most_ = is_named_ ? most + room : 0;
  }

  std::vector<State> initials() const {
    State first{.is_alive = !is_created_,
                .incarnation = least_ - 1,
                .current = own_.initial,
                .parameters = own_,
                .given = {}};
    if (is_created_) return {first};
    std::vector<State> all;
    for (std::int64_t incarnation = least_; incarnation <= most_; ++incarnation) {
      first.incarnation = incarnation;
      all.push_back(first);
    }
    return all;
  }

  template <typename Emit>
  void step(const State& from, const Operation& op, const Emit& emit) const {
    if (op.f == f::Create) return create(from, op, emit);
    if (op.f == f::Next || op.f == f::Reserve) return allocate(from, op, emit);
    const bool is_known = op.outcome == Outcome::Ok;
    if (op.f == f::Delete) {
      State dead = from;
      dead.is_alive = false;
      dead.current = 0;
      dead.parameters = {};
      if (from.is_alive && fits(op, from.incarnation)) emit(dead);
      return;
    }
    const bool is_right = !is_known || (op.result.is_nil() ? !from.is_alive
                                                           : from.is_alive && fits(op, from.incarnation) &&
                                                                 *op.result.integer() == from.current);
    if (is_right) emit(from);
  }

 private:
  static std::optional<std::int64_t> named_by(const Operation& op) {
    const bool is_read = op.f == f::Read || op.f == f::Get;
    if (op.outcome != Outcome::Ok || (is_read && op.result.is_nil())) return std::nullopt;
    return op.witness->incarnation;
  }
  static bool fits(const Operation& op, std::int64_t incarnation) {
    return named_by(op).value_or(incarnation) == incarnation;
  }

  Parameters parameters_of(const Value& value) const {
    Parameters asked = own_;
    if (!value.map()) return asked;
    for (const auto& [key, held] : *value.map()) {
      const std::string_view name = key.keyword() ? std::string_view(key.keyword()->name) : *key.text();
      if (name == "initial") asked.initial = *held.integer();
      if (name == "increment") asked.increment = *held.integer();
      if (name == "min") asked.min = *held.integer();
      if (name == "max") asked.max = *held.integer();
      if (name == "cycle") asked.cycles = *held.boolean();
    }
    return asked;
  }

  template <typename Emit>
  void create(const State& from, const Operation& op, const Emit& emit) const {
    const Parameters asked = parameters_of(op.argument);
    if (from.is_alive) {
      const bool is_same = op.argument.is_nil() || asked == from.parameters;
      if (is_same && fits(op, from.incarnation)) emit(from);
      return;
    }
    State next = from;
    next.is_alive = true;
    next.current = asked.initial;
    next.parameters = asked;
    const std::int64_t last = is_named_ ? most_ : from.incarnation + 1;
    for (next.incarnation = from.incarnation + 1; next.incarnation <= last; ++next.incarnation) {
      if (fits(op, next.incarnation)) emit(next);
    }
  }

  template <typename Emit>
  void allocate(const State& from, const Operation& op, const Emit& emit) const {
    const std::int64_t count = op.f == f::Next ? 1 : *op.argument.pair()->front().integer();
    const auto is_answer = [&](std::int64_t first, std::int64_t last, std::int64_t incarnation) {
      if (op.outcome != Outcome::Ok) return true;
      if (op.f == f::Next) return *op.result.integer() == last && fits(op, incarnation);
      const Value::List& range = *op.result.pair()->back().pair();
      return *range.front().integer() == first && *range.back().integer() == last && fits(op, incarnation);
    };
    const Value& key = op.witness->idem;
    for (const Given& given : from.given) {
      if (key.is_nil() || given.key != key) continue;
      if (given.count == count && is_answer(given.first, given.last, given.incarnation)) emit(from);
      return;
    }
    if (!from.is_alive) return;
    const Parameters& p = from.parameters;
    const auto is_inside = [&](std::int64_t n) { return n >= p.min.value_or(n) && n <= p.max.value_or(n); };
    std::int64_t first = from.current + p.increment;
    if (!is_inside(first) && p.cycles) {
      first = (p.increment > 0 ? p.min : p.max).value_or(p.initial + p.increment);
    }
    const std::int64_t last = first + (count - 1) * p.increment;
    if (!is_inside(first) || !is_inside(last) || !is_answer(first, last, from.incarnation)) return;
    State next = from;
    next.current = last;
    if (!key.is_nil()) {
      next.given.push_back(
          {.key = key, .count = count, .first = first, .last = last, .incarnation = from.incarnation});
    }
    emit(next);
  }

  Parameters own_;
  bool is_created_ = false;
  bool is_named_ = false;   ///< some answer names an incarnation
  std::int64_t least_ = 0;  ///< of the incarnations that are tried
  std::int64_t most_ = 0;
};

}  // namespace pawl::checker::trust
