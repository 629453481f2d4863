#pragma once
// Reads scenarios. What is wrong with a file is said with line and column before anything runs.

#include <expected>
#include <memory>
#include <string>

#include "sim/choice/stream.h"
#include "sim/cli/subject.h"
#include "sim/pawl/plan.h"
#include "sim/run/run.h"

namespace pawl::sim {

namespace proto {
class Scenario;
}

/// A scenario that was read and found sound. Copies share it; it never changes.
class Scenario {
 public:
  /// An error reads `FILE:LINE:COLUMN: what is wrong and what to do`.
  static std::expected<Scenario, std::string> read(const std::string& path);
  static std::expected<Scenario, std::string> parse(const std::string& file_name, const std::string& text);

  /// The run that this scenario makes of the choices.
  Plan draw(Stream& choices) const;
  RunResult run(const RunSettings& settings, const StackPool& stacks) const;
  const std::string& title() const;
  const std::string& file() const { return file_; }
  /// The choices that every run makes; null: the seed's.
  const ChoiceList* choices() const { return choices_.get(); }
  /// Whether all seeds make the same run.
  bool is_one_run() const { return choices_ && choices_->rule != ChoiceList::Rule::Partial; }
  /// The text of this scenario with other choices.
  std::string text_with(const ChoiceList& choices) const;

 private:
  Scenario() = default;

  std::string file_;
  std::string text_;
  std::shared_ptr<const proto::Scenario> message_;
  std::shared_ptr<const ChoiceList> choices_;
};

/// The runs of a scenario.
RunnerSource runs_of(const Scenario& scenario);

/// The same for the command line.
std::expected<ScenarioFile, std::string> read_scenario(const std::string& path);

}  // namespace pawl::sim
