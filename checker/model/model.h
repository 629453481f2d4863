#pragma once
// How to write a model: a struct with a State and two functions. The search asks step() once for
// each pair of state and distinct operation and remembers the answer.
//
//   struct Gauge {                               // set to a value, read it
//     using State = std::int64_t;                // needs == and hash_of (model/hash.h)
//     State initial() const { return 0; }
//     std::optional<State> step(State state, const Operation& op) const {
//       if (op.f == f::Write) return *op.argument.integer();
//       if (op.outcome == Outcome::Unknown || op.result == Value::of(state)) return state;
//       return std::nullopt;                     // this answer is not possible in this state
//     }
//   };
//   auto verdict = check_model(history, [] { return make_machine(Gauge{}); }, options);
//
// A step that may go several ways appends all following states instead:
//   void step(const State&, const Operation&, std::vector<State>& following) const;
// Optional members:
//   Fit fit(const Operation&) const;
//       which operations take part, and refusals
//   void prepare(std::span<const Operation* const>);
//       all operations, before the first step
//   void find_observers(std::span<const Operation* const>);
//       all operations, before the first matters()
//   bool matters(const Operation& loose);
//       false: can never be observed; asked in order of call
//   static constexpr bool kProcessesMatter = true;
//       equal operations of two processes differ
//   bool observes(const Operation&) const;
//       true: changes no state that it is possible in
//   bool is_silent(const Operation&) const;
//       true: its answer says nothing; one of unknown outcome, if it takes effect, does just the same
//   bool is_independent(const Operation& a, const Operation& b) const;
//       true: wherever a is possible, b is so before it exactly if after it, with the same state in the end
//   bool forgets_order() const;
//       true: a state is what took effect, in whatever order; and operations that change states and lead from
//       one to another in some order also do with any of them first that is possible in the one; asked after
//       find_observers()
//   bool is_lost(const State&, const Operation&) const;
//       true: can take effect neither now nor later
//   std::string show(const State&) const;
//       for explanations
//   struct Walk; bool has_walk() const; bool walk(Walk&, const Operation&) const;
//       one order taken from its beginning, an operation at a time, where copying states would cost too much;
//       false: not possible; asked after prepare()

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/history/history.h"
#include "checker/model/hash.h"
#include "checker/search/problem.h"

namespace pawl::checker {

/// What a model says to an operation before the search.
struct Fit {
  enum class Kind : std::uint8_t { Use, Drop, Refuse };
  Kind kind = Kind::Use;
  std::string why;  ///< of Refuse: what is wrong with the operation, and what would be right

  static Fit use() { return {}; }
  /// It says nothing about the object, such as a read that never returned.
  static Fit drop() { return {Kind::Drop, {}}; }
  /// It is no operation of this model.
  static Fit refuse(std::string why) { return {Kind::Refuse, std::move(why)}; }
};

/// A model behind plain functions, with states as ids. Made by make_machine; used by one thread.
struct Machine {
  std::shared_ptr<void> owned;  ///< what the functions work on
  std::function<Fit(const Operation&)> fit;
  std::function<void(std::span<const Operation* const>)> prepare;
  std::function<void(std::span<const Operation* const>)> find_observers;
  std::function<bool(const Operation&)> matters;
  std::function<bool(const Operation&)> observes;
  std::function<bool(const Operation&)> is_silent;
  std::function<bool(const Operation&, const Operation&)> is_independent;  ///< empty: nothing is known to be
  std::function<bool()> forgets_order;
  std::function<bool(StateId, const Operation&)> is_lost;  ///< empty: the model cannot tell
  std::function<StateId()> initial;
  /// Appends the states that may follow, each once.
  std::function<void(StateId, const Operation&, std::vector<StateId>&)> step;
  /// A walk beside the ids, for orders that never come back to a state: begin() stands in the first
  /// state, advance() takes one operation; false: it is not possible there.
  std::function<void()> begin;
  std::function<bool(const Operation&)> advance;
  std::function<std::string(StateId)> show;
  std::function<std::size_t()> bytes;  ///< held by states
  bool processes_matter = false;       ///< equal operations of two processes are two actions
};

namespace detail {

template <class M>
concept HasWalk = requires { typename M::Walk; };
struct NoWalk {};
template <class M>
struct WalkOf {
  using Type = NoWalk;
};
template <HasWalk M>
struct WalkOf<M> {
  using Type = typename M::Walk;
};

// A model and the states that were met, with an answer to every question of a Machine: where the model has
// none of its own, the one that says least.
template <class M>
struct StateSpace {
  using State = typename M::State;
  struct Hash {
    std::size_t operator()(const State& state) const { return static_cast<std::size_t>(hash_of(state)); }
  };

  M model;
  std::unordered_map<State, StateId, Hash> ids;
  std::vector<const State*> states;
  std::vector<State> following;
  std::vector<State> walk;                 ///< all states that the walk may be in
  typename WalkOf<M>::Type own_walk = {};  ///< instead, if the model has its own
  std::size_t bytes = 0;

  StateId intern(State&& state) {
    const auto [found, is_new] = ids.try_emplace(std::move(state), static_cast<StateId>(states.size()));
    if (is_new) {
      states.push_back(&found->first);
      bytes += sizeof(State) + bytes_of(found->first) + 48;
    }
    return found->second;
  }

  void begin() {
    walk.assign(1, model.initial());
    own_walk = {};
  }

  bool advance(const Operation& operation) {
    if constexpr (HasWalk<M>) {
      if (model.has_walk()) return model.walk(own_walk, operation);
    }
    if constexpr (requires { model.step(walk.front(), operation, following); }) {
      following.clear();
      for (const State& state : walk) model.step(state, operation, following);
      walk.clear();
      for (State& next : following) {
        if (std::find(walk.begin(), walk.end(), next) == walk.end()) walk.push_back(std::move(next));
      }
      return !walk.empty();
    } else {
      std::optional<State> next = model.step(walk.front(), operation);
      if (next) walk.front() = std::move(*next);
      return next.has_value();
    }
  }

  void step(StateId id, const Operation& operation, std::vector<StateId>& out) {
    const State& state = *states[id];
    if constexpr (requires { model.step(state, operation, following); }) {
      following.clear();
      model.step(state, operation, following);
      for (State& next : following) {
        const StateId next_id = intern(std::move(next));
        if (std::find(out.begin(), out.end(), next_id) == out.end()) out.push_back(next_id);
      }
    } else {
      std::optional<State> next = model.step(state, operation);
      if (next) out.push_back(intern(std::move(*next)));
    }
  }

  Fit fit(const Operation& operation) {
    if constexpr (requires { model.fit(operation); }) return model.fit(operation);
    return operation.outcome == Outcome::Fail ? Fit::drop() : Fit::use();
  }
  void prepare(std::span<const Operation* const> operations) {
    if constexpr (requires { model.prepare(operations); }) model.prepare(operations);
  }
  void find_observers(std::span<const Operation* const> operations) {
    if constexpr (requires { model.find_observers(operations); }) model.find_observers(operations);
  }
  bool matters(const Operation& loose) {
    if constexpr (requires { model.matters(loose); }) return model.matters(loose);
    return true;
  }
  bool observes(const Operation& operation) {
    if constexpr (requires { model.observes(operation); }) return model.observes(operation);
    return false;
  }
  bool is_silent(const Operation& operation) {
    if constexpr (requires { model.is_silent(operation); }) return model.is_silent(operation);
    return false;
  }
  bool forgets_order() {
    if constexpr (requires { model.forgets_order(); }) return model.forgets_order();
    return false;
  }
  std::string show(StateId id) {
    if constexpr (requires { model.show(*states[id]); }) return model.show(*states[id]);
    return "state " + std::to_string(id);
  }
};

}  // namespace detail

/// Puts a model behind a Machine.
template <class M>
Machine make_machine(M model) {
  const auto owned =
      std::make_shared<detail::StateSpace<M>>(detail::StateSpace<M>{std::move(model), {}, {}, {}, {}, {}, 0});
  auto* const space = owned.get();  // what a function holds without memory of its own
  Machine machine;
  machine.owned = owned;
  machine.fit = [space](const Operation& operation) { return space->fit(operation); };
  machine.prepare = [space](std::span<const Operation* const> operations) { space->prepare(operations); };
  machine.find_observers = [space](std::span<const Operation* const> operations) {
    space->find_observers(operations);
  };
  machine.matters = [space](const Operation& loose) { return space->matters(loose); };
  machine.observes = [space](const Operation& operation) { return space->observes(operation); };
  machine.is_silent = [space](const Operation& operation) { return space->is_silent(operation); };
  machine.forgets_order = [space] { return space->forgets_order(); };
  if constexpr (requires(const Operation& operation) { space->model.is_independent(operation, operation); }) {
    machine.is_independent = [space](const Operation& a, const Operation& b) {
      return space->model.is_independent(a, b);
    };
  }
  if constexpr (requires(const typename M::State& state, const Operation& operation) {
                  space->model.is_lost(state, operation);
                }) {
    machine.is_lost = [space](StateId id, const Operation& operation) {
      return space->model.is_lost(*space->states[id], operation);
    };
  }
  machine.initial = [space] { return space->intern(space->model.initial()); };
  machine.step = [space](StateId id, const Operation& operation, std::vector<StateId>& out) {
    space->step(id, operation, out);
  };
  machine.begin = [space] { space->begin(); };
  machine.advance = [space](const Operation& operation) { return space->advance(operation); };
  machine.show = [space](StateId id) { return space->show(id); };
  if constexpr (requires { M::kProcessesMatter; }) machine.processes_matter = M::kProcessesMatter;
  machine.bytes = [space] { return space->bytes; };
  return machine;
}

}  // namespace pawl::checker
