#pragma once
// The parameters of a sequence, from the value of its create, and the grid its numbers lie on.

#include <optional>

#include "checker/decide/sequencer/sequencer.h"
#include "checker/history/value.h"

namespace pawl::checker {

/// What a create may say: `{:initial 1000 :increment 5 :min 0 :max 9999 :cycle false}`, each optional.
struct SequenceParameters {
  std::int64_t initial = 0;  ///< the value before the first one
  std::int64_t increment = 1;
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;
  bool does_cycle = false;
  bool operator==(const SequenceParameters&) const = default;

  SequencerGrid grid() const { return {.origin = initial, .increment = increment}; }
  /// Whether the first number lies on the right side of the bound that the sequence leaves behind.
  bool can_begin() const;
  /// The last ordinal inside the bounds; at most kOrdinalMax.
  std::int64_t ordinal_max() const;
  /// The ordinal of a number; nothing if the number is not on the grid, or out of what is counted.
  std::optional<std::int64_t> ordinal_of(std::int64_t number) const;
};

/// Reads a create's value. Nil and anything that is no map say nothing; `initial` is the initial value then.
/// Nothing if a parameter is of a wrong type or the increment is 0.
std::optional<SequenceParameters> read_parameters(const Value& value, std::int64_t initial);

}  // namespace pawl::checker
