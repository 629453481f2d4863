#include "sim/run/runner.h"

#include <memory>

namespace pawl::sim {

RunnerSource runs_of(const Scenario& scenario) {
  return [scenario]() -> Runner {
    return [scenario, stacks = std::make_shared<const StackPool>()](const RunSettings& settings) {
      return World(scenario, settings, *stacks).run();
    };
  };
}

}  // namespace pawl::sim
