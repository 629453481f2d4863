#pragma once
// A verb of pawl-sim: its options, and what it does once they are read.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "sim/pawl/cli/exit_code.h"

namespace pawl::sim {

struct Subcommand {
  CLI::App* command = nullptr;
  /// Called at most once, after the options were read.
  std::function<ExitCode()> act;
};

/// Options that several verbs have, with the same words.
void add_seed(CLI::App& command, std::uint64_t& seed, const char* words);
void add_oracles_off(CLI::App& command, std::string& oracles_off);
void add_jobs(CLI::App& command, std::uint32_t& jobs);

/// Where violations leave their evidence.
struct EvidencePlace {
  std::string folder = "pawl-failures";
  bool is_unwanted = false;
};
void add_evidence(CLI::App& command, EvidencePlace& place);

}  // namespace pawl::sim
