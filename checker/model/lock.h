#pragma once
// Locks: a plain mutex, a mutex that knows its owner, and a lock whose grants carry fencing tokens.

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "checker/model/model.h"

namespace pawl::checker {

/// acquire needs it free, release needs it held, by whomever.
struct MutexModel {
  using State = bool;  ///< held

  bool is_held = false;

  State initial() const { return is_held; }
  Fit fit(const Operation& op) const {
    if (op.f != f::Acquire && op.f != f::Release) return Fit::refuse("a mutex has acquire and release only");
    return op.outcome == Outcome::Fail ? Fit::drop() : Fit::use();
  }
  std::optional<State> step(State held, const Operation& op) const {
    const bool acquires = op.f == f::Acquire;
    return held == acquires ? std::nullopt : std::optional(acquires);
  }
  bool is_silent(const Operation&) const { return true; }
  std::string show(State held) const { return held ? "held" : "free"; }
};

/// As MutexModel, and only the process that acquired may release.
struct OwnerMutexModel {
  using State = std::int64_t;  ///< the holder's process, or kFree
  static constexpr std::int64_t kFree = INT64_MIN;
  static constexpr bool kProcessesMatter = true;

  State initial() const { return kFree; }
  Fit fit(const Operation& op) const { return MutexModel{}.fit(op); }
  std::optional<State> step(State holder, const Operation& op) const {
    if (op.f == f::Acquire) return holder == kFree ? std::optional(op.process) : std::nullopt;
    return holder == op.process ? std::optional(kFree) : std::nullopt;
  }

  /// Who holds it and never releases is the last to do anything; who never acquires cannot release.
  void find_observers(std::span<const Operation* const> operations) {
    acquirers.clear();
    last_releases.clear();
    for (const Operation* op : operations) {
      if (op->f == f::Acquire) acquirers.insert(op->process);
      if (op->f != f::Release) continue;
      EventNumber& last = last_releases[op->process];
      last = std::max(last, op->ret);
    }
  }
  bool matters(const Operation& loose) const {
    if (loose.f == f::Release) return acquirers.contains(loose.process);
    const auto release = last_releases.find(loose.process);
    return release != last_releases.end() && release->second > loose.call;
  }
  std::string show(State holder) const {
    return holder == kFree ? std::string("free") : fmt::format("held by process {}", holder);
  }

  std::unordered_set<std::int64_t> acquirers;
  std::unordered_map<std::int64_t, EventNumber> last_releases;  ///< by process: when its last one ended
};

/// acquire answers a token (`:token`, or an integer as value) greater than all before; renew and
/// release name the token they hold. No lease ends here: an expiry is a release of some process.
struct FencingLockModel {
  struct State {
    bool is_held = false;
    bool is_exact = true;    ///< `token` is the holder's; else the holder's is some greater one
    std::int64_t token = 0;  ///< of the last grant that anyone saw
    bool operator==(const State&) const = default;
  };

  State initial() const { return {}; }

  Fit fit(const Operation& op) const {
    if (op.f != f::Acquire && op.f != f::Renew && op.f != f::Release) {
      return Fit::refuse("a fencing lock has acquire, renew and release only");
    }
    if (op.outcome == Outcome::Fail) return Fit::drop();
    const bool needs_token = op.f != f::Acquire || op.outcome == Outcome::Ok;
    if (needs_token && !token_of(op))
      return Fit::refuse("a token is missing: put it into :token or the value");
    if (op.f == f::Renew && op.outcome == Outcome::Unknown) return Fit::drop();
    return Fit::use();
  }

  std::optional<State> step(const State& state, const Operation& op) const {
    const std::optional<std::int64_t> token = token_of(op);
    if (op.f == f::Acquire) {
      if (state.is_held) return std::nullopt;
      if (op.outcome == Outcome::Unknown)
        return State{.is_held = true, .is_exact = false, .token = state.token};
      if (*token <= state.token) return std::nullopt;
      return State{.is_held = true, .is_exact = true, .token = *token};
    }
    const bool is_holder = state.is_held && (state.is_exact ? *token == state.token : *token > state.token);
    if (!is_holder) return std::nullopt;
    return State{.is_held = op.f == f::Renew, .is_exact = true, .token = *token};
  }

  /// Tokens only grow.
  bool is_lost(const State& state, const Operation& op) const {
    return op.f == f::Acquire && op.outcome == Outcome::Ok && *token_of(op) <= state.token;
  }

  std::string show(const State& state) const {
    return fmt::format("{}, last token {}{}", state.is_held ? "held" : "free", state.is_exact ? "" : "above ",
                       state.token);
  }

  static std::optional<std::int64_t> token_of(const Operation& op) {
    if (op.witness->token) return op.witness->token;
    if (const std::int64_t* number = op.result.integer()) return *number;
    if (const std::int64_t* number = op.argument.integer()) return *number;
    return std::nullopt;
  }
};

inline std::uint64_t hash_of(const FencingLockModel::State& state) {
  return mix_hash((state.is_held ? 2 : 0) + (state.is_exact ? 1 : 0),
                  static_cast<std::uint64_t>(state.token));
}

}  // namespace pawl::checker
