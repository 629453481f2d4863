#pragma once
// One adapter for each kind of object: operations of a history to typed items. Used by decide() alone.

#include <optional>
#include <span>

#include "checker/check.h"
#include "checker/decide/decide.h"

namespace pawl::checker {

/// What every adapter is given.
struct AdapterInput {
  const History& history;
  std::span<const std::uint32_t> members;
  const CheckOptions& options;

  const Operation& at(std::size_t i) const { return history.operations[members[i]]; }
};

/// The end of an operation as decisions know it.
inline Position end_of(const Operation& op) { return op.outcome == Outcome::Ok ? Position{op.ret} : kNoEnd; }

/// Translates the indexes of a decision through `sources`, which holds for each item its operation.
DecidedPart translate(std::string_view decided_by, Decision decision, std::span<const std::uint32_t> sources);

std::optional<DecidedPart> adapt_sequencer(const AdapterInput& input);
/// Also keys of a store, as long as nobody appends.
std::optional<DecidedPart> adapt_register(const AdapterInput& input);
std::optional<DecidedPart> adapt_mutex(const AdapterInput& input);
std::optional<DecidedPart> adapt_fencing_lock(const AdapterInput& input);
std::optional<DecidedPart> adapt_counter(const AdapterInput& input);
std::optional<DecidedPart> adapt_bag(const AdapterInput& input);
std::optional<DecidedPart> adapt_fifo(const AdapterInput& input);
std::optional<DecidedPart> adapt_stack(const AdapterInput& input);
/// As long as nobody removes.
std::optional<DecidedPart> adapt_set(const AdapterInput& input);
std::optional<DecidedPart> adapt_unique_ids(const AdapterInput& input);

}  // namespace pawl::checker
