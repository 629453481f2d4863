#pragma once
// What the command line is about: a system under test, as far as a program that runs it must know it. A value
// of words and functions; sim/pawl/main.cc hands in pawl's.

#include <expected>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/verb.h"
#include "sim/run/run.h"

namespace pawl::sim {

/// A scenario file that was read and found sound. Copies share what stands in it.
struct ScenarioFile {
  std::string path;
  /// Its runs.
  RunnerSource runs;
  /// Whether all seeds make the same run.
  bool is_one_run = false;
  /// The text of this scenario with other choices.
  std::function<std::string(const ChoiceList&)> text_with;
};

struct Subject {
  /// What --version and --help say.
  std::string version;
  std::string about;
  /// An error reads `FILE:LINE:COLUMN: what is wrong and what to do`.
  std::function<std::expected<ScenarioFile, std::string>(const std::string& path)> read;
  /// The oracles that the system has beside everybody's.
  std::span<const OracleRule> rules;
  /// The names of its phases (sim/run/strikes.h); empty: it tells none apart.
  std::span<const std::string_view> phases;
  /// What else the program can do.
  std::vector<Verb> verbs;
};

}  // namespace pawl::sim
