#include "sim/oracle/findings.h"

namespace pawl::sim {
namespace {

bool lists(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const std::size_t end = names.find(',');
    if (names.substr(0, end) == name) return true;
    names = end == std::string_view::npos ? std::string_view{} : names.substr(end + 1);
  }
  return false;
}

}  // namespace

void Findings::violated(std::string_view oracle, std::string detail) {
  if (violation_ || lists(off_, oracle)) return;
  violation_ = Violation{std::string(oracle), std::move(detail), step_, at_};
}

}  // namespace pawl::sim
