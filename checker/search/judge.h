#pragma once
// Judging the operations of one object with one model: build the problem, search, have the order
// verified, explain a no. This is what user models are given to as well.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/model/model.h"
#include "checker/search/budget.h"
#include "checker/search/search.h"

namespace pawl::checker {

/// Makes a fresh machine: each phase has its own, so that none can lean on another's state.
using MachineFactory = std::function<Machine()>;

/// A problem with the operations behind its actions. Borrows from the history.
struct BuiltProblem {
  Problem problem;
  std::vector<const Operation*> actions;
  std::vector<std::uint32_t> dropped;  ///< optional operations that can never be observed
};

/// Adds `members` (ordered by call, all of them of use to the model) as items. `start` is left as it is. The
/// model is prepared with `whole`, all operations of the object as they are.
BuiltProblem build_problem(const History& history, std::span<const std::uint32_t> members, Machine& machine,
                           std::span<const Operation* const> whole);

/// The machine's transitions between the problem's actions. Borrows both.
Steps steps_of(const Machine& machine, const BuiltProblem& built);

/// Judges `members`, ordered by call; those that the model drops are left out. An operation that the
/// model refuses makes the result Unknown with the refusal as reason: ask refusal_of() first.
PartResult judge(const History& history, std::span<const std::uint32_t> members, const MachineFactory& make,
                 const CheckOptions& options, const Budget& budget);

/// The members that take part, by the model's word.
std::vector<std::uint32_t> fitting(const History& history, std::span<const std::uint32_t> members,
                                   const Machine& machine);

/// True if `order` is a proof that verify_order() accepts. `members` are those that take part.
bool is_proved(const History& history, std::span<const std::uint32_t> members,
               std::span<const std::uint32_t> order, const MachineFactory& make);

/// A sentence about an operation: `process 3 cas [1 2] (lines 10 to 12)`.
std::string describe(const History& history, const Operation& operation);

/// Checks every key of a history with a user's model. See model/model.h for how to write one.
std::expected<Result, Damage> check_model(History history, const MachineFactory& make,
                                          const CheckOptions& options);

}  // namespace pawl::checker
