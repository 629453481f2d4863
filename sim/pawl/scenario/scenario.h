#pragma once
// Reads scenarios. What is wrong with a file is said with line and column before anything runs.

#include <expected>
#include <memory>
#include <string>

#include "sim/choice/stream.h"
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

 private:
  Scenario(std::string file, std::shared_ptr<const proto::Scenario> message)
      : file_(std::move(file)), message_(std::move(message)) {}
  std::string file_;
  std::shared_ptr<const proto::Scenario> message_;
};

/// The runs of a scenario.
RunnerSource runs_of(const Scenario& scenario);

}  // namespace pawl::sim
