#pragma once
// A sequence of numbers: next, reserve ([k nil] -> [k [first last]]), read, create, delete, and
// idempotency keys. Written from the promise: numbers are handed out one after the other, no gap, no
// repeat; all attempts under one key are one allocation; answers may name the incarnation, which grows from
// create to create.

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/decide/sequencer/sequence_parameters.h"
#include "checker/model/model.h"

namespace pawl::checker {

struct SequencerModel {
  /// One life of the sequence, from a create to a delete: its incarnation, a number that grows from create to
  /// create.
  struct Life {
    enum class Known : std::uint8_t { Nothing, AtLeast, Exactly };
    Known known = Known::Nothing;
    std::int64_t incarnation = 0;  ///< valid but for Nothing
    bool operator==(const Life&) const = default;
  };
  /// A key that was used, what was asked for and what it was given.
  struct Grant {
    std::uint32_t key = 0;
    std::uint32_t life = 0;  ///< in which life, from the first that is remembered
    std::int64_t count = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    bool operator==(const Grant&) const = default;
  };
  struct State {
    bool exists = true;
    bool has_lived = true;         ///< it existed before, or does
    std::int64_t current = 0;      ///< the last number handed out
    std::uint32_t parameters = 0;  ///< what it was created with
    Life life;                     ///< the present one, or the last
    std::vector<Life> past;        ///< those before, where an answer may still name them
    std::vector<Grant> grants;     ///< ordered by key
    bool operator==(const State&) const = default;
  };

  std::int64_t start = 0;
  bool starts_absent = false;  ///< the history creates the sequence itself

  /// What creates asked for, by number; 0: a sequence that was there before.
  std::vector<SequenceParameters> parameters = {SequenceParameters{}};

  State initial() const {
    return {.exists = !starts_absent,
            .has_lived = !starts_absent,
            .current = start,
            .parameters = 0,
            .life = {},
            .past = {},
            .grants = {}};
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
    if (!state.exists && (op.f == f::Delete || (is_read(op) && !op.result.is_nil()))) return std::nullopt;
    if (op.f == f::Delete) {
      std::optional<State> deleted = in_life(state, state.past.size(), op);
      if (!deleted) return std::nullopt;
      deleted->exists = false;
      deleted->current = start;
      deleted->parameters = 0;
      return deleted;
    }
    if (is_read(op)) {
      if (op.result.is_nil()) return state.exists ? std::nullopt : std::optional(state);
      return *op.result.integer() == state.current ? in_life(state, state.past.size(), op) : std::nullopt;
    }
    return allocate(state, op);
  }

  /// Only keys with several attempts need to be remembered, and past lives only if such a key may name one.
  void prepare(std::span<const Operation* const> operations) {
    std::unordered_map<Value, std::uint32_t, ValueHash> attempts;
    starts_absent = deletes = false;
    parameters.assign(1, SequenceParameters{});
    parameters.front().initial = start;
    bool is_any_named = false;
    for (const Operation* op : operations) {
      if (op->f == f::Create) {
        starts_absent = true;
        const SequenceParameters asked = *read_parameters(op->argument, start);
        if (std::ranges::find(parameters, asked) == parameters.end()) parameters.push_back(asked);
      }
      if (op->f == f::Delete) deletes = true;
      if (!op->witness->idem.is_nil()) ++attempts[op->witness->idem];
      if (const auto named = incarnation_of(*op)) {
        most_named = is_any_named ? std::max(most_named, *named) : *named;
        is_any_named = true;
      }
    }
    keys.clear();
    for (const Operation* op : operations) {
      if (op->witness->idem.is_nil() || attempts[op->witness->idem] < 2) continue;
      keys.emplace(op->witness->idem, static_cast<std::uint32_t>(keys.size()));
    }
    remembers_lives = deletes && is_any_named && !keys.empty();
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

  struct ValueHash {
    std::size_t operator()(const Value& value) const { return static_cast<std::size_t>(hash_of(value)); }
  };
  std::unordered_map<Value, std::uint32_t, ValueHash> keys;
  bool deletes = false;
  bool remembers_lives = false;
  std::int64_t most_named = 0;  ///< of the incarnations that answers name; unused where none does

 private:
  /// What the answer says of the life; one that found no sequence has nothing to say.
  static std::optional<std::int64_t> incarnation_of(const Operation& op) {
    const bool found = op.outcome == Outcome::Ok && !(is_read(op) && op.result.is_nil());
    return found ? op.witness->incarnation : std::nullopt;
  }
  static const Value::List* answered_range(const Operation& op) {
    const Value::List* answer = op.result.pair();
    const Value::List* range = answer ? answer->back().pair() : nullptr;
    return range && range->front().integer() && range->back().integer() ? range : nullptr;
  }

  static std::int64_t above(std::int64_t incarnation) {
    return incarnation == INT64_MAX ? incarnation : incarnation + 1;
  }

  /// The state if the answer is of the life of that number; lives behind it must have greater incarnations.
  static std::optional<State> in_life(State state, std::size_t number, const Operation& op) {
    const std::optional<std::int64_t> named = incarnation_of(op);
    if (!named) return state;
    const auto life = [&](std::size_t i) -> Life& {
      return i < state.past.size() ? state.past[i] : state.life;
    };
    Life& own = life(number);
    if (own.known == Life::Known::Exactly && own.incarnation != *named) return std::nullopt;
    if (own.known == Life::Known::AtLeast && own.incarnation > *named) return std::nullopt;
    own = {.known = Life::Known::Exactly, .incarnation = *named};
    for (std::size_t i = number + 1; i <= state.past.size(); ++i) {
      const std::int64_t least = above(life(i - 1).incarnation);
      if (life(i).known != Life::Known::Nothing && life(i).incarnation >= least) break;
      if (life(i).known == Life::Known::Exactly) return std::nullopt;
      life(i) = {.known = Life::Known::AtLeast, .incarnation = least};
    }
    return state;
  }

  /// A life begins behind the last one. What no answer names need not be told apart.
  State with_new_life(State state) const {
    if (!std::exchange(state.has_lived, true)) return state;
    if (remembers_lives) state.past.push_back(state.life);
    if (state.life.known == Life::Known::Nothing) return state;
    state.life = {.known = Life::Known::AtLeast,
                  .incarnation = above(std::min(state.life.incarnation, most_named))};
    return state;
  }

  std::optional<State> create(const State& state, const Operation& op) const {
    const SequenceParameters asked = *read_parameters(op.argument, start);
    const auto known = std::ranges::find(parameters, asked);
    const auto number =
        known == parameters.end() ? 0 : static_cast<std::uint32_t>(known - parameters.begin());
    if (state.exists) {  // identical creates are one
      const bool is_same = state.parameters == number || op.argument.is_nil();
      return is_same ? in_life(state, state.past.size(), op) : std::nullopt;
    }
    State created = with_new_life(state);
    created.exists = true;
    created.current = asked.initial;
    created.parameters = number;
    const std::size_t life = created.past.size();
    return in_life(std::move(created), life, op);
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
    const auto key = op.witness->idem.is_nil() ? keys.end() : keys.find(op.witness->idem);
    const std::uint32_t key_number = key == keys.end() ? 0 : key->second;
    const auto place = std::ranges::lower_bound(state.grants, key_number, {}, &Grant::key);
    if (key != keys.end() && place != state.grants.end() && place->key == key_number) {
      // The same key with another request is refused.
      const bool is_same =
          place->count == count && (!is_known || (place->first == first && place->last == last));
      return is_same ? in_life(state, place->life, op) : std::nullopt;
    }
    const auto numbers_given = state.exists ? following(state, count) : std::nullopt;
    if (!numbers_given) return std::nullopt;
    if (is_known && *numbers_given != std::pair(first, last)) return std::nullopt;
    State next = state;
    next.current = numbers_given->second;
    if (key != keys.end()) {
      next.grants.insert(next.grants.begin() + (place - state.grants.begin()),
                         {.key = key_number,
                          .life = static_cast<std::uint32_t>(state.past.size()),
                          .count = count,
                          .first = numbers_given->first,
                          .last = numbers_given->second});
    }
    return in_life(std::move(next), state.past.size(), op);
  }
};

inline std::uint64_t hash_of(const SequencerModel::Life& life) {
  return mix_hash(static_cast<std::uint64_t>(life.known), static_cast<std::uint64_t>(life.incarnation));
}
inline std::uint64_t hash_of(const SequencerModel::State& state) {
  std::uint64_t hash =
      mix_hash((state.exists ? 2 : 0) + (state.has_lived ? 1 : 0), static_cast<std::uint64_t>(state.current));
  hash = mix_hash(mix_hash(hash, hash_of(state.life)), state.parameters);
  for (const auto& life : state.past) hash = mix_hash(hash, hash_of(life));
  for (const auto& grant : state.grants)
    hash = mix_hash(mix_hash(hash, grant.key), static_cast<std::uint64_t>(grant.first));
  return hash;
}
inline std::size_t bytes_of(const SequencerModel::State& state) {
  return state.grants.capacity() * sizeof(SequencerModel::Grant) +
         state.past.capacity() * sizeof(SequencerModel::Life);
}

}  // namespace pawl::checker
