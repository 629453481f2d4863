#pragma once
// What is kept of the answers for single keys, and what they come to together.

#include <cstddef>
#include <mutex>
#include <set>
#include <string_view>
#include <vector>

#include "checker/check.h"

namespace pawl::checker {

class KeptParts {
 public:
  /// `keeps_all` as in CheckOptions.
  explicit KeptParts(bool keeps_all) : keeps_all_(keeps_all) {}

  /// Adds the answer for the partition `index`, the `place`-th to be judged. From any thread.
  void add(std::size_t place, std::size_t index, PartResult part);
  /// As if nothing had been judged after the `place`-th.
  void forget_after(std::size_t place);
  /// Everything but model and object_count.
  Result take();

 private:
  struct Kept {
    std::size_t place;
    std::size_t index;
    PartResult part;
  };
  void keep_first_unknown(Kept kept);

  bool keeps_all_;
  std::mutex adding_;
  std::vector<Kept> kept_;
  std::set<std::string_view> procedures_;
  std::size_t undecided_count_ = 0;
};

}  // namespace pawl::checker
