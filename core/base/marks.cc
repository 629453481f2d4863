#include "core/base/marks.h"

#include <utility>

#include "core/base/check.h"

namespace pawl::marks {
namespace {

/// Made by whoever enrolls first: the order in which files are initialised is not known.
std::vector<std::string_view>& enrolled() {
  static std::vector<std::string_view> names;
  return names;
}

}  // namespace

constinit thread_local std::uint64_t* t_counts = nullptr;

std::uint32_t enroll(std::string_view name) {
  enrolled().push_back(name);
  return static_cast<std::uint32_t>(enrolled().size() - 1);
}

const std::vector<std::string_view>& names() { return enrolled(); }

Counting::Counting(Counts& counts) : outer_(std::exchange(t_counts, counts.data())) {
  PAWL_CHECK(counts.size() == names().size());
}

Counting::~Counting() { t_counts = outer_; }

}  // namespace pawl::marks
