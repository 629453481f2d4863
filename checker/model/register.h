#pragma once
// One register: read, write, compare-and-set ([old new]), with `:revision` where answers tell it. A failed
// compare-and-set says nothing, or that the value was another, as asked.

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>

#include "checker/check.h"
#include "checker/model/model.h"
#include "checker/model/revision.h"

namespace pawl::checker {

struct RegisterModel {
  struct State {
    Value value;
    Revision revision;
    bool operator==(const State&) const = default;
  };

  Value init;
  NilRead nil_read = NilRead::Value;
  CasFail cas_fail = CasFail::Drop;

  State initial() const { return {.value = init, .revision = {}}; }

  Fit fit(const Operation& op) const {
    const bool is_read = op.f == f::Read || op.f == f::Get;
    const bool is_write = op.f == f::Write || op.f == f::Put;
    if (!is_read && !is_write && op.f != f::Cas)
      return Fit::refuse("a register has read, write and cas only");
    if (op.f == f::Cas && !op.argument.pair()) return Fit::refuse("a cas needs the value [old new]");
    if (is_read) {
      const bool says_nothing = op.outcome != Outcome::Ok || (nil_read == NilRead::Any && op.result.is_nil());
      return says_nothing ? Fit::drop() : Fit::use();
    }
    if (op.outcome != Outcome::Fail) return Fit::use();
    return op.f == f::Cas && cas_fail == CasFail::Differs ? Fit::use() : Fit::drop();
  }

  std::optional<State> step(const State& state, const Operation& op) const {
    if (op.f == f::Read || op.f == f::Get) return op.result == state.value ? seen(state, op) : std::nullopt;
    if (op.f == f::Write || op.f == f::Put) return changed(state, op.argument, op);
    const Value::List& swap = *op.argument.pair();
    const bool is_old = swap.front() == state.value;
    if (op.outcome == Outcome::Fail) return is_old ? std::nullopt : std::optional(state);
    return is_old ? changed(state, swap.back(), op) : std::nullopt;
  }

  void prepare(std::span<const Operation* const> operations) {
    has_revisions = std::ranges::any_of(
        operations, [](const Operation* op) { return op->witness->revision.has_value(); });
  }

  // A value that nothing asks for can be left unwritten: whatever stands between its write and the
  // next one does not look at the register.
  void find_observers(std::span<const Operation* const> operations) {
    wanted.clear();
    wants_all = false;
    for (const Operation* op : operations) {
      if (op->f == f::Cas) {
        if (op->outcome == Outcome::Fail) wants_all = true;
        wanted.insert(op->argument.pair()->front());
      } else if (op->f == f::Read || op->f == f::Get) {
        wanted.insert(op->result);
      }
    }
  }
  bool matters(const Operation& loose) const {
    if (wants_all) return true;
    return wanted.contains(loose.f == f::Cas ? loose.argument.pair()->back() : loose.argument);
  }

  bool observes(const Operation& op) const {
    if (op.outcome == Outcome::Fail) return true;
    if (op.f == f::Read || op.f == f::Get) return !op.witness->revision;
    return op.f == f::Cas && !has_revisions && op.argument.pair()->front() == op.argument.pair()->back();
  }

  /// A write always succeeds, and a compare-and-set that took effect succeeded.
  bool is_silent(const Operation& op) const {
    return op.f != f::Read && op.f != f::Get && op.outcome != Outcome::Fail && !op.witness->revision;
  }

  std::string show(const State& state) const { return to_edn(state.value); }

  struct ValueHash {
    std::size_t operator()(const Value& value) const { return static_cast<std::size_t>(hash_of(value)); }
  };
  std::unordered_set<Value, ValueHash> wanted;
  bool wants_all = false;
  bool has_revisions = false;

 private:
  static std::optional<std::int64_t> told(const Operation& op) {
    return op.outcome == Outcome::Ok ? op.witness->revision : std::nullopt;
  }
  static std::optional<State> seen(State state, const Operation& op) {
    return state.revision.see(told(op)) ? std::optional(std::move(state)) : std::nullopt;
  }
  std::optional<State> changed(const State& state, const Value& value, const Operation& op) const {
    State next{.value = value, .revision = state.revision};
    if (has_revisions && !next.revision.change(told(op))) return std::nullopt;
    return next;
  }
};

inline std::uint64_t hash_of(const RegisterModel::State& state) {
  return mix_hash(hash_of(state.value), hash_of(state.revision));
}
inline std::size_t bytes_of(const RegisterModel::State& state) { return bytes_of(state.value); }

}  // namespace pawl::checker
