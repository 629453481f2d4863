#pragma once
// Every decision that is not determined by the inputs is a labelled choice drawn from one stream. The stream
// comes from a seed, a recorded file, an enumerator or a fuzzer; who chooses does not know which.

#include <cstdint>

namespace pawl {

class Choices {
 public:
  virtual ~Choices() = default;
  /// A number in [0, count); count >= 1. `label` names the decision and lives as long as the program.
  virtual std::uint64_t choose(const char* label, std::uint64_t count) = 0;
};

}  // namespace pawl
