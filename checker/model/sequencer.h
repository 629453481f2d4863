#pragma once
// A sequence of numbers: next, reserve ([k nil] -> [k [first last]]), read, create, delete, and
// idempotency keys. Written from the promise: numbers are handed out one after the other, no gap, no
// repeat; all attempts under one key are one allocation.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checker/decide/sequence_parameters.h"
#include "checker/model/model.h"

namespace pawl::checker {

struct SequencerModel {
  /// A key that was used, and what it was given.
  struct Grant {
    std::uint32_t key = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    bool operator==(const Grant&) const = default;
  };
  struct State {
    bool exists = true;
    std::int64_t current = 0;       ///< the last number handed out
    std::int64_t incarnation = -1;  ///< -1: nobody said
    std::uint32_t parameters = 0;   ///< what it was created with
    std::vector<Grant> grants;      ///< ordered by key
    bool operator==(const State&) const = default;
  };

  std::int64_t start = 0;
  bool starts_absent = false;  ///< the history creates the sequence itself

  /// What creates asked for, by number; 0: a sequence that was there before.
  std::vector<SequenceParameters> parameters = {SequenceParameters{}};

  State initial() const {
    return {.exists = !starts_absent, .current = start, .incarnation = -1, .grants = {}};
  }

  static bool is_read(const Operation& op) { return op.f == f::Read || op.f == f::Get; }

  Fit fit(const Operation& op) const {
    const bool is_known = op.f == f::Next || op.f == f::Reserve || op.f == f::Create || op.f == f::Delete;
    if (!is_known && !is_read(op))
      return Fit::refuse("a sequencer has next, reserve, read, create and delete only");
    // What was refused may have been asked for wrongly.
    if (op.outcome == Outcome::Fail) return Fit::drop();
    if (op.f == f::Reserve) {
      const Value::List* asked = op.argument.pair();
      const std::int64_t* count = asked ? asked->front().integer() : nullptr;
      if (!count || *count < 1) return Fit::refuse("a reserve is invoked with [count nil], count at least 1");
    }
    if (op.f == f::Create && !read_parameters(op.argument, start)) {
      return Fit::refuse("a create has a map of :initial, :increment (not 0), :min, :max, :cycle, or nil");
    }
    if (op.outcome == Outcome::Unknown) return is_read(op) ? Fit::drop() : Fit::use();
    if (op.f == f::Next && !op.result.integer()) return Fit::refuse("a next answers an integer");
    if (is_read(op) && !op.result.is_nil() && !op.result.integer()) {
      return Fit::refuse("a read answers an integer, or nil where there is no sequence");
    }
    if (op.f == f::Reserve && !answered_range(op))
      return Fit::refuse("a reserve answers [count [first last]]");
    return Fit::use();
  }

  std::optional<State> step(const State& state, const Operation& op) const {
    if (op.f == f::Create) return create(state, op);
    if (op.f == f::Delete) {
      if (op.outcome == Outcome::Ok && !state.exists) return std::nullopt;
      return State{
          .exists = false, .current = start, .incarnation = -1, .parameters = 0, .grants = state.grants};
    }
    if (is_read(op)) {
      if (op.result.is_nil()) return state.exists ? std::nullopt : std::optional(state);
      if (!state.exists || *op.result.integer() != state.current) return std::nullopt;
      return with_incarnation(state, op);
    }
    return allocate(state, op);
  }

  /// Only keys with several attempts need to be remembered.
  void prepare(std::span<const Operation* const> operations) {
    std::map<std::string, std::uint32_t> attempts;
    starts_absent = false;
    parameters.assign(1, SequenceParameters{});
    parameters.front().initial = start;
    deletes = false;
    for (const Operation* op : operations) {
      if (op->f == f::Create) {
        starts_absent = true;
        const SequenceParameters asked = *read_parameters(op->argument, start);
        if (std::ranges::find(parameters, asked) == parameters.end()) parameters.push_back(asked);
      }
      if (op->f == f::Delete) deletes = true;
      if (!op->witness->idem.is_nil()) ++attempts[to_edn(op->witness->idem)];
    }
    keys.clear();
    for (const auto& [key, count] : attempts) {
      if (count > 1) keys.emplace(key, static_cast<std::uint32_t>(keys.size()));
    }
  }

  bool observes(const Operation& op) const { return is_read(op) && !op.witness->incarnation; }

  /// Numbers go on in one direction, as long as nobody deletes the sequence, it does not cycle and the
  /// operation has no key.
  bool is_lost(const State& state, const Operation& op) const {
    const SequenceParameters& p = parameters[state.parameters];
    if (deletes || !state.exists || p.does_cycle) return false;
    if (!op.witness->idem.is_nil() || op.outcome != Outcome::Ok) return false;
    const auto is_past = [&](std::int64_t number) {
      return p.increment > 0 ? number < state.current : number > state.current;
    };
    if (is_read(op)) return op.result.integer() && is_past(*op.result.integer());
    if (op.f != f::Next && op.f != f::Reserve) return false;
    const std::int64_t first = *(op.f == f::Next ? op.result : answered_range(op)->front()).integer();
    return first == state.current || is_past(first);
  }

  std::string show(const State& state) const {
    return state.exists ? fmt::format("last number {}", state.current) : std::string("no sequence");
  }

  std::map<std::string, std::uint32_t> keys;
  bool deletes = false;

 private:
  static const Value::List* answered_range(const Operation& op) {
    const Value::List* answer = op.result.pair();
    const Value::List* range = answer ? answer->back().pair() : nullptr;
    return range && range->front().integer() && range->back().integer() ? range : nullptr;
  }

  static std::optional<State> with_incarnation(State state, const Operation& op) {
    if (op.witness->incarnation && op.outcome == Outcome::Ok) {
      if (state.incarnation >= 0 && state.incarnation != *op.witness->incarnation) return std::nullopt;
      state.incarnation = *op.witness->incarnation;
    }
    return state;
  }

  std::optional<State> create(const State& state, const Operation& op) const {
    const SequenceParameters asked = *read_parameters(op.argument, start);
    const auto known = std::ranges::find(parameters, asked);
    const auto number =
        known == parameters.end() ? 0 : static_cast<std::uint32_t>(known - parameters.begin());
    if (state.exists) {  // identical creates are one
      return state.parameters == number || op.argument.is_nil() ? with_incarnation(state, op) : std::nullopt;
    }
    State created{.exists = true,
                  .current = asked.initial,
                  .incarnation = -1,
                  .parameters = number,
                  .grants = state.grants};
    return with_incarnation(std::move(created), op);
  }

  // The first and the last of the next `count` numbers; nothing if they are not there. A cycle begins
  // again at the far bound if one is given, else at its first number; no range goes over its end.
  std::optional<std::pair<std::int64_t, std::int64_t>> following(const State& state,
                                                                 std::int64_t count) const {
    __extension__ using Wide = __int128;
    const SequenceParameters& p = parameters[state.parameters];
    const Wide low = p.min.value_or(INT64_MIN);
    const Wide high = p.max.value_or(INT64_MAX);
    Wide first = Wide{state.current} + p.increment;
    if ((first < low || first > high) && p.does_cycle) {
      const std::optional<std::int64_t> again = p.increment > 0 ? p.min : p.max;
      first = again ? Wide{*again} : Wide{p.initial} + p.increment;
    }
    const Wide last = first + Wide{p.increment} * (count - 1);
    if (std::min(first, last) < low || std::max(first, last) > high) return std::nullopt;
    return std::pair{static_cast<std::int64_t>(first), static_cast<std::int64_t>(last)};
  }

  std::optional<State> allocate(const State& state, const Operation& op) const {
    const bool is_known = op.outcome == Outcome::Ok;
    std::int64_t count = 1;
    std::int64_t first = 0;
    std::int64_t last = 0;
    if (op.f == f::Reserve) count = *op.argument.pair()->front().integer();
    if (is_known && op.f == f::Next) first = last = *op.result.integer();
    if (is_known && op.f == f::Reserve) {
      first = *answered_range(op)->front().integer();
      last = *answered_range(op)->back().integer();
    }
    const auto key = op.witness->idem.is_nil() ? keys.end() : keys.find(to_edn(op.witness->idem));
    const Grant wanted{.key = key == keys.end() ? 0 : key->second, .first = first, .last = last};
    std::vector<Grant> grants = state.grants;
    auto place = grants.end();
    if (key != keys.end()) {
      place = std::lower_bound(grants.begin(), grants.end(), wanted,
                               [](const Grant& a, const Grant& b) { return a.key < b.key; });
      if (place != grants.end() && place->key == wanted.key) {
        const bool is_same = !is_known || *place == wanted;
        return is_same ? std::optional(state) : std::nullopt;
      }
    }
    const auto numbers_given = state.exists ? following(state, count) : std::nullopt;
    if (!numbers_given) return std::nullopt;
    const Grant given{.key = wanted.key, .first = numbers_given->first, .last = numbers_given->second};
    if (is_known && given != wanted) return std::nullopt;
    if (key != keys.end()) grants.insert(place, given);
    State next = state;
    next.current = given.last;
    next.grants = std::move(grants);
    return with_incarnation(std::move(next), op);
  }
};

inline std::uint64_t hash_of(const SequencerModel::State& state) {
  std::uint64_t hash = mix_hash(state.exists ? 1 : 0, static_cast<std::uint64_t>(state.current));
  hash = mix_hash(hash, static_cast<std::uint64_t>(state.incarnation));
  hash = mix_hash(hash, state.parameters);
  for (const auto& grant : state.grants)
    hash = mix_hash(mix_hash(hash, grant.key), static_cast<std::uint64_t>(grant.first));
  return hash;
}
inline std::size_t bytes_of(const SequencerModel::State& state) {
  return state.grants.capacity() * sizeof(SequencerModel::Grant);
}

}  // namespace pawl::checker
