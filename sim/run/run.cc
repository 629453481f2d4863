#include "sim/run/run.h"

namespace pawl::sim {

std::uint64_t RunResult::figure(std::string_view name) const {
  for (const Figure& it : figures)
    if (it.name == name) return it.value;
  return 0;
}

void take_over_checks() {
  set_check_handler([](const CheckFailure& failure) { throw CheckFailed{failure}; });
}

}  // namespace pawl::sim
