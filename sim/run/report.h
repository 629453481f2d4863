#pragma once
// How runs are reported to people: violations with the command that replays them, the progress, the summary.

#include <chrono>
#include <cstdint>
#include <string>

#include "sim/run/campaign.h"

namespace pawl::sim {

/// How the runs were asked for, as far as it decides what they are.
struct Invocation {
  std::string program;
  std::string scenario;
  std::string oracles_off;
  /// A recording whose choices are made; empty: the seed's.
  std::string choices;
};

/// The one command that makes exactly this run again.
std::string replay_command(const Invocation& invocation, std::uint64_t seed);

/// Two lines: what is wrong, and the command that replays it. Empty if all is well.
std::string verdict_text(const Invocation& invocation, const RunResult& result);

/// What a campaign cost: by the clock on the wall, and of the processor's time, all threads together.
struct Cost {
  std::chrono::nanoseconds wall{};
  std::chrono::nanoseconds processor{};
};

/// One line: how many runs, what they came to, how fast. Rates are by the processor's time, so that a busy
/// machine does not change them.
std::string summary_text(const std::string& scenario_path, const CampaignSum& sum, Cost cost);

/// What happened in one run, in figures.
std::string figures_text(const RunResult& result);

/// A bar on a terminal's standard error; nothing elsewhere.
class ProgressBar {
 public:
  explicit ProgressBar(std::uint64_t total);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  void show(const CampaignSum& sum);
  /// Takes the bar away, so that a line may be printed.
  void clear();

 private:
  std::uint64_t total_;
  bool is_shown_;
  std::chrono::steady_clock::time_point drawn_;
};

}  // namespace pawl::sim
