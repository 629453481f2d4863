// bank-sim: the simulator of the bank.

#include "bank.h"
#include "sim/cli/plain_program.h"

int main(int argc, char** argv) {
  return pawl::sim::simulate<bank::Bank>(
      "bank-sim 1.0", "bank-sim runs a replicated bank under faults, and judges it.", argc, argv);
}
