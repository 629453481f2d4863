#pragma once
// Random histories in which every kind of evidence meets every other: an object is really run, witnesses are
// told by all answers, by some or by none, and then some of it is falsified.

#include <string>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "tests/checker/decide/fuzz.h"

namespace pawl::checker::trust {

using fuzz::Random;

struct MixedHistory {
  std::string_view model;
  CheckOptions options;
  std::vector<Operation> operations;  ///< by call
  /// How it is written: as lines of EDN or JSON; which unknown operations end with an :info; in which order
  /// the entries of maps and sets stand.
  std::uint64_t writing = 0;
};

/// The models that are known here.
std::vector<std::string_view> mixed_models();

/// A history of `model` of at most `operation_count_max` operations.
MixedHistory mixed_history(Random& random, std::string_view model, std::int64_t operation_count_max);

/// The history as a file.
std::string text_of(const MixedHistory& history);

}  // namespace pawl::checker::trust
