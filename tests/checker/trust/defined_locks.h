#pragma once
// Locks, defined.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/checker/trust/definition.h"

namespace pawl::checker::trust {

struct DefinedMutex {
  using State = bool;
  std::vector<State> initials() const { return {false}; }
  template <typename Emit>
  void step(State is_held, const Operation& op, const Emit& emit) const {
    if (is_held != (op.f == f::Acquire)) emit(!is_held);
  }
};

struct DefinedOwnerMutex {
  struct State {
    bool is_held = false;
    std::int64_t holder = 0;
    bool operator==(const State&) const = default;
  };
  std::vector<State> initials() const { return {State{}}; }
  template <typename Emit>
  void step(const State& from, const Operation& op, const Emit& emit) const {
    if (op.f == f::Acquire && !from.is_held) emit(State{true, op.process});
    if (op.f == f::Release && from.is_held && from.holder == op.process) emit(State{});
  }
};

/// Tokens from 1 to 12 are tried for a grant that nobody was told of.
struct DefinedFencingLock {
  struct State {
    bool is_held = false;
    std::int64_t token = 0;  ///< of the last grant
    bool operator==(const State&) const = default;
  };
  std::vector<State> initials() const { return {State{}}; }
  template <typename Emit>
  void step(const State& from, const Operation& op, const Emit& emit) const {
    const bool is_known = op.outcome == Outcome::Ok;
    const std::int64_t* said = op.witness->token                 ? &*op.witness->token
                               : is_known && op.result.integer() ? op.result.integer()
                                                                 : op.argument.integer();
    if (op.f != f::Acquire) {
      if (from.is_held && *said == from.token) emit(State{op.f == f::Renew, from.token});
      return;
    }
    if (from.is_held) return;
    for (std::int64_t token = from.token + 1; token <= 12; ++token) {
      if (!is_known || token == *said) emit(State{true, token});
    }
  }
};

}  // namespace pawl::checker::trust
