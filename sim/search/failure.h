#pragma once
// What makes two failures the same: the oracle that objects, and what it objects to, without the numbers and
// names that differ from run to run.

#include <string>

#include "sim/run/run.h"

namespace pawl::sim {

struct Failure {
  std::string oracle;
  /// The words of the oracle's detail; `#` stands for each that holds a digit.
  std::string about;
  bool operator==(const Failure&) const = default;
};

Failure failure_of(const Violation& violation);

/// Whether the run failed, and in this way.
bool fails(const RunResult& result, const Failure& failure);

}  // namespace pawl::sim
