#pragma once
// How runs are reported to people: violations with the command that replays them, the progress, the summary.

#include <chrono>
#include <cstdint>
#include <optional>
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

/// Whether nothing is wrong with a run: it is not violated, could be judged, and is not thin.
bool is_good(const RunResult& result);

/// Two lines: what is wrong, and the command that replays it. Empty if the run is good.
std::string verdict_text(const Invocation& invocation, const RunResult& result);

/// What a campaign cost: by the clock on the wall, and of the processor's time, all threads together.
struct Cost {
  std::chrono::nanoseconds wall{};
  std::chrono::nanoseconds processor{};
};

/// One line: how many runs, which seeds, what they came to, how fast. Rates are by the processor's time, so
/// that a busy machine does not change them. A second line if the runs together prove too little.
std::string summary_text(const std::string& scenario_path, const CampaignSum& sum, Cost cost);

/// What happened in one run, in figures.
std::string figures_text(const RunResult& result);

/// How much is to be done: so many of something, or so long, whichever comes first.
struct Extent {
  std::uint64_t count = 0;
  std::optional<std::chrono::nanoseconds> time;
};

/// A bar on a terminal's standard error; nothing elsewhere.
class ProgressBar {
 public:
  explicit ProgressBar(Extent extent);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  /// `done` of the extent's count; `words` stand behind the bar.
  void show(std::uint64_t done, const std::string& words);
  /// Takes the bar away, so that a line may be printed.
  void clear();

 private:
  double share(std::uint64_t done, std::chrono::steady_clock::time_point now) const;

  Extent extent_;
  bool is_shown_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point drawn_;
};

/// How the campaign stands, for the progress bar.
std::string progress_words(const CampaignSum& sum);

}  // namespace pawl::sim
