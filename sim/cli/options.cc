#include "sim/cli/options.h"

#include <fmt/format.h>

#include <limits>

#include "sim/oracle/findings.h"

namespace pawl::sim {

Option scenario_option(std::string& path) {
  return {.name = "scenario",
          .about = "a scenario (*.textproto)",
          .place = &path,
          .need = Option::Need::MustBeThere};
}

Option seed_option(std::uint64_t& seed, const std::string& about) {
  return {.name = "--seed",
          .about = about,
          .place = Bounded<std::uint64_t>{&seed, 0, std::numeric_limits<std::uint64_t>::max()}};
}

Option oracles_off_option(std::string& oracles_off, const Subject& subject) {
  return {.name = "--oracles-off",
          .about = "oracles that keep silent, separated by commas, to see what the others find",
          .place = &oracles_off,
          .complaint = [rules = subject.rules](const std::string& names) {
            const std::string_view unknown = oracle::first_unknown(names, rules);
            return unknown.empty() ? std::string()
                                   : fmt::format("there is no oracle '{}'; these there are: {}", unknown,
                                                 oracle::names_of(rules));
          }};
}

Option jobs_option(std::uint32_t& jobs) {
  return {.name = "--jobs",
          .about = fmt::format("runs at the same time ({})", jobs),
          .place = Bounded<std::uint32_t>{&jobs, 1, 256}};
}

void add_evidence(std::vector<Option>& options, EvidencePlace& place) {
  options.push_back({.name = "--out",
                     .about = "the folder in which violations leave their evidence (./pawl-failures)",
                     .place = &place.folder});
  options.push_back(
      {.name = "--no-evidence", .about = "violations leave no evidence", .place = &place.is_unwanted});
}

}  // namespace pawl::sim
