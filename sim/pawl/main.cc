// pawl-sim: runs scenarios of pawl. Each verb is a file of sim/cli/, or of sim/pawl/cli/ if it knows pawl.

#include "sim/cli/program.h"
#include "sim/pawl/cli/explore.h"
#include "sim/pawl/oracle/rules.h"
#include "sim/pawl/phases.h"
#include "sim/pawl/scenario/scenario.h"

int main(int argc, char** argv) {
  using namespace pawl::sim;
  const Subject subject{.version = "pawl-sim " PAWL_VERSION,
                        .about = "pawl-sim runs a simulated cluster under faults, and judges it.",
                        .read = read_scenario,
                        .rules = rules_of_pawl(),
                        .phases = phase_names(),
                        .verbs = {explore_verb()}};
  return simulate(subject, argc, argv);
}
