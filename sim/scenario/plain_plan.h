#pragma once
// What a run is of a system that has no plan of its own: clients that run scripts, and knobs.

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "sim/scenario/plan.h"

namespace pawl::sim {

/// A setting of the system that scenarios may give a range. Names live as long as the program.
struct PlainKnob {
  const char* name = "";
  /// Where the scenario says nothing.
  std::int64_t otherwise = 0;
};

struct PlainClientPlan : ClientPlanBase {
  /// The place of its script among the system's.
  std::size_t script = 0;
};

struct PlainPlan : RunPlan {
  std::vector<PlainClientPlan> clients;
  std::vector<std::pair<std::string_view, std::int64_t>> knobs;

  /// It is one of the system's.
  std::int64_t knob(std::string_view name) const {
    for (const auto& [its_name, value] : knobs)
      if (its_name == name) return value;
    PAWL_CHECK(false && "no knob of that name");
  }
};

}  // namespace pawl::sim
