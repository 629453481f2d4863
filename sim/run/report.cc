#include "sim/run/report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace pawl::sim {
namespace {

constexpr std::chrono::milliseconds kRedrawEvery{100};

std::string with_commas(std::uint64_t number) {
  std::string text = fmt::format("{}", number);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
  return text;
}

}  // namespace

std::string replay_command(const Invocation& invocation, std::uint64_t seed) {
  std::string command = fmt::format("{} replay {} --seed {}", invocation.program, invocation.scenario, seed);
  if (!invocation.choices.empty()) command += " --choices " + invocation.choices;
  if (!invocation.oracles_off.empty()) command += " --oracles-off " + invocation.oracles_off;
  return command;
}

bool is_good(const RunResult& result) {
  return !result.violation && result.unknown.empty() && below(result.floors).empty();
}

std::string verdict_text(const Invocation& invocation, const RunResult& result) {
  if (is_good(result)) return {};
  const std::string command = fmt::format("  replay: {}\n", replay_command(invocation, result.seed));
  if (!result.violation && !result.unknown.empty())
    return fmt::format("UNKNOWN   seed {}: {}\n{}", result.seed, result.unknown, command);
  if (!result.violation)
    return fmt::format("THIN      seed {}: below the floor: {}\n{}", result.seed, below(result.floors),
                       command);
  const Violation& violation = *result.violation;
  return fmt::format("VIOLATION seed {}: {} at step {} ({}.{:03} s): {}\n{}", result.seed, violation.oracle,
                     violation.step, violation.at.ns / 1'000'000'000, violation.at.ns / 1'000'000 % 1000,
                     violation.detail, command);
}

std::string summary_text(const std::string& scenario_path, const CampaignSum& sum, Cost cost) {
  if (sum.runs == 0) return fmt::format("{}: 0 runs, 0 violations, 0 unknown: too short\n", scenario_path);
  const double wall = static_cast<double>(cost.wall.count()) / 1e9;
  const double processor = std::max(static_cast<double>(cost.processor.count()) / 1e9, 1e-3);
  const std::string seeds = sum.first_seed == sum.last_seed
                                ? fmt::format("seed {}", sum.first_seed)
                                : fmt::format("seeds {} to {}", sum.first_seed, sum.last_seed);
  const std::string floors = sum.floors.below();
  return fmt::format(
             "{}: {} runs, {} violations, {} unknown, {} thin, {}, {} s simulated in {:.1f} s ({:.1f} s of "
             "processor), {} requests acknowledged, {} events, {} events per second, {} times real time\n",
             scenario_path, with_commas(sum.runs), with_commas(sum.violations), with_commas(sum.unknown),
             with_commas(sum.floors.thin_runs()), seeds,
             with_commas(static_cast<std::uint64_t>(sum.simulated_ms / 1000)), wall, processor,
             with_commas(sum.acknowledged), with_commas(sum.events),
             with_commas(static_cast<std::uint64_t>(static_cast<double>(sum.events) / processor)),
             with_commas(
                 static_cast<std::uint64_t>(static_cast<double>(sum.simulated_ms) / 1000.0 / processor))) +
         (floors.empty() ? "" : fmt::format("UNKNOWN   {}: {}\n", scenario_path, floors));
}

std::string figures_text(const RunResult& result) {
  constexpr std::size_t kWidth = 110;
  std::string text;
  std::size_t width = 0;
  for (const Figure& figure : result.figures) {
    const std::string one = fmt::format("{} {}", figure.name, figure.value);
    const bool fits = width + one.size() + 2 <= kWidth;
    if (!text.empty()) text += fits ? ", " : ",\n";
    width = (fits ? width + 2 : 0) + one.size();
    text += one;
  }
  return text + fmt::format("\nserved again after {} ms, events {}, simulated {} ms, hash {:016x}{:016x}\n",
                            result.recovery.ns / 1'000'000, result.events, result.simulated.ns / 1'000'000,
                            result.hash.high, result.hash.low);
}

ProgressBar::ProgressBar(Extent extent)
    : extent_(extent),
      is_shown_(isatty(STDERR_FILENO) == 1),
      began_(std::chrono::steady_clock::now()),
      drawn_(began_ - kRedrawEvery) {}

ProgressBar::~ProgressBar() { clear(); }

double ProgressBar::share(std::uint64_t done, std::chrono::steady_clock::time_point now) const {
  double share = extent_.count == 0 ? 0 : static_cast<double>(done) / static_cast<double>(extent_.count);
  if (extent_.time) share = std::max(share, (now - began_) / std::chrono::duration<double>(*extent_.time));
  return std::clamp(share, 0.0, 1.0);
}

void ProgressBar::show(std::uint64_t done, const std::string& words) {
  const auto now = std::chrono::steady_clock::now();
  if (!is_shown_ || (now - drawn_ < kRedrawEvery && done != extent_.count)) return;
  drawn_ = now;
  constexpr std::size_t kWidth = 40;
  const auto filled = static_cast<std::size_t>(share(done, now) * kWidth);
  const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
  fmt::print(stderr, "\r[{}] {}\033[K", bar, words);
  std::fflush(stderr);
}

void ProgressBar::clear() {
  if (!is_shown_) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

std::string progress_words(const CampaignSum& sum) {
  return fmt::format("{} runs  violations {}  unknown {}  thin {}", sum.runs, sum.violations, sum.unknown,
                     sum.floors.thin_runs());
}

}  // namespace pawl::sim
