#pragma once
// A whole program for a system without a schema of its own: its main is one line.

#include <memory>
#include <string>
#include <utility>

#include "sim/cli/program.h"
#include "sim/run/world.h"
#include "sim/scenario/aims.h"
#include "sim/scenario/plain_scenario.h"
#include "sim/system/plain_system.h"

namespace pawl::sim {

template <System S>
PlainWords plain_words() {
  PlainWords words{.scripts = {}, .aims = aim_names<S>(), .knobs = S::knobs()};
  for (const PlainScript<S>& script : S::scripts()) words.scripts.push_back(script.name);
  return words;
}

template <System S>
RunnerSource runs_of(const PlainScenario& scenario) {
  return [scenario]() -> Runner {
    return [scenario, stacks = std::make_shared<const StackPool>()](RunSettings settings) {
      if (settings.choices == nullptr) settings.choices = scenario.choices();
      return World<S>([&](Stream& choices) { return scenario.draw(choices); }, settings, *stacks).run();
    };
  };
}

template <System S>
std::expected<ScenarioFile, std::string> read_plain_scenario(const std::string& path) {
  const auto scenario = PlainScenario::read(path, plain_words<S>());
  if (!scenario) return std::unexpected(scenario.error());
  return ScenarioFile{path, runs_of<S>(*scenario), scenario->is_one_run(),
                      [it = *scenario](const ChoiceList& choices) { return it.text_with(choices); }};
}

/// Does what the arguments say; returns the exit code (exit_code.h).
template <System S>
int simulate(std::string version, std::string about, int argc, char** argv) {
  return simulate({.version = std::move(version),
                   .about = std::move(about),
                   .read = read_plain_scenario<S>,
                   .rules = S::rules(),
                   .phases = {},
                   .verbs = {}},
                  argc, argv);
}

}  // namespace pawl::sim
