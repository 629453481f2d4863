#pragma once
// What crashes aim at, by the words of a scenario: those of sim/scenario.proto's Aim, and the system's own
// names.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario.pb.h"
#include "sim/system/system.h"
#include "sim/world/victims.h"

namespace pawl::sim {

/// The names of a system's aims, in their order.
template <class S>
std::vector<std::string_view> aim_names() {
  std::vector<std::string_view> names;
  for (const AimRule<S>& aim : S::aims()) names.push_back(aim.name);
  return names;
}

/// The first word of the fault that is no aim of a system with these names; empty: all are.
std::string first_unknown_aim(const proto::Fault& fault, std::span<const std::string_view> names);

/// The fault's aims as numbers, those that the system does not know left out; all that there are, if the
/// fault names none.
std::vector<Aim> aims_of(const proto::Fault& fault, std::span<const std::string_view> names);

}  // namespace pawl::sim
