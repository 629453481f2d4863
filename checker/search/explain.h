#pragma once
// Why a history is not linearizable: the operation that nobody gets past, and a core of operations
// that contradict each other. Never changes a verdict, and ends with the budget at the latest.

#include <cstdint>
#include <functional>
#include <span>

#include "checker/check.h"
#include "checker/decide/decide.h"
#include "checker/search/judge.h"

namespace pawl::checker {

/// Has a no that is certain explained further, if that is wanted: says that it is certain, then calls `look`
/// with what explaining may take, which is twice as long as deciding did since `begin`, or a second.
void explain(const CheckOptions& options, Budget::Clock::time_point begin, const Budget& budget,
             const PartResult& part, const std::function<void(const Budget&)>& look);

/// Says in part.reason which return no order gets past, and what the states before it were.
void explain_stuck(const History& history, const BuiltProblem& built, const Machine& machine,
                   const SearchResult& found, PartResult& part);

/// Looks for a minimal core of a no of the search: operations that suffice for the contradiction although
/// every other one may take effect at any time or never. Sets what `part` says of its core.
void find_core(const History& history, std::span<const std::uint32_t> members, const MachineFactory& make,
               const SearchResult& found, const Budget& budget, PartResult& part);

/// The same for the no of a decision, which judges what is left as long as it can, and the search what it
/// cannot.
void find_core(const History& history, std::span<const std::uint32_t> members, const MachineFactory& make,
               const DecidedPart& decided, const Budget& budget, PartResult& part);

}  // namespace pawl::checker
