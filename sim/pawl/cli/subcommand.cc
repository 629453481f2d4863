#include "sim/pawl/cli/subcommand.h"

#include <fmt/format.h>

#include "sim/oracle/findings.h"

namespace pawl::sim {

void add_seed(CLI::App& command, std::uint64_t& seed, const char* words) {
  command.add_option("--seed", seed, words)->check(CLI::NonNegativeNumber);
}

void add_oracles_off(CLI::App& command, std::string& oracles_off) {
  const CLI::Validator are_known(
      [](std::string& names) {
        const std::string_view unknown = oracle::first_unknown(names);
        return unknown.empty()
                   ? std::string()
                   : fmt::format("there is no oracle '{}'; sim/oracle/findings.h lists them", unknown);
      },
      "NAMES");
  command
      .add_option("--oracles-off", oracles_off,
                  "oracles that keep silent, separated by commas, to see what the others find")
      ->check(are_known);
}

void add_jobs(CLI::App& command, std::uint32_t& jobs) {
  command.add_option("--jobs", jobs, fmt::format("runs at the same time ({})", jobs))
      ->check(CLI::Range(std::uint32_t{1}, std::uint32_t{256}));
}

void add_evidence(CLI::App& command, EvidencePlace& place) {
  command.add_option("--out", place.folder,
                     "the folder in which violations leave their evidence (./pawl-failures)");
  command.add_flag("--no-evidence", place.is_unwanted, "violations leave no evidence");
}

}  // namespace pawl::sim
