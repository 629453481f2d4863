#include "sim/search/failure.h"

#include <algorithm>
#include <sstream>

namespace pawl::sim {

Failure failure_of(const Violation& violation) {
  Failure failure{violation.oracle, {}};
  std::istringstream words(violation.detail);
  for (std::string word; words >> word;) {
    const bool has_digit = std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
    failure.about += (failure.about.empty() ? "" : " ") + (has_digit ? std::string("#") : word);
  }
  return failure;
}

bool fails(const RunResult& result, const Failure& failure) {
  return result.violation && failure_of(*result.violation) == failure;
}

}  // namespace pawl::sim
