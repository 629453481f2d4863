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

std::string verdict_text(const Invocation& invocation, const RunResult& result) {
  if (!result.violation && result.unknown.empty()) return {};
  const std::string command = fmt::format("  replay: {}\n", replay_command(invocation, result.seed));
  if (!result.violation)
    return fmt::format("UNKNOWN   seed {}: below the floor: {}\n{}", result.seed, result.unknown, command);
  const Violation& violation = *result.violation;
  return fmt::format("VIOLATION seed {}: {} at step {} ({}.{:03} s): {}\n{}", result.seed, violation.oracle,
                     violation.step, violation.at.ns / 1'000'000'000, violation.at.ns / 1'000'000 % 1000,
                     violation.detail, command);
}

std::string summary_text(const std::string& scenario_path, const CampaignSum& sum, Cost cost) {
  const double wall = static_cast<double>(cost.wall.count()) / 1e9;
  const double processor = std::max(static_cast<double>(cost.processor.count()) / 1e9, 1e-3);
  return fmt::format(
      "{}: {} runs, {} violations, {} unknown, {} s simulated in {:.1f} s ({:.1f} s of processor), "
      "{} requests acknowledged, {} events, {} events per second, {} times real time\n",
      scenario_path, with_commas(sum.runs), with_commas(sum.violations), with_commas(sum.unknown),
      with_commas(static_cast<std::uint64_t>(sum.simulated_ms / 1000)), wall, processor,
      with_commas(sum.acknowledged), with_commas(sum.events),
      with_commas(static_cast<std::uint64_t>(static_cast<double>(sum.events) / processor)),
      with_commas(static_cast<std::uint64_t>(static_cast<double>(sum.simulated_ms) / 1000.0 / processor)));
}

std::string figures_text(const RunResult& result) {
  const HistoryCounts& history = result.history;
  const NetworkCounts& network = result.network;
  std::string text =
      fmt::format("calls {} (acknowledged {}, unknown {}, reads {}, replays {}, expired {}, exhausted {})\n",
                  history.calls, history.acknowledged, history.unknown, history.reads, history.replays,
                  history.expired, history.exhausted);
  text +=
      fmt::format("messages {} (delivered {}, lost {}, repeated {}, late {}, cut {}, held {}, as bytes {})\n",
                  network.sent, network.delivered, network.lost, network.repeated, network.straggled,
                  network.cut, network.held, network.round_trips);
  text += fmt::format(
      "steps {}, leaders {}, crashes {} ({} between effects), writes lost {}, compactions {}\n",
      result.cluster.steps, result.leaders, result.cluster.crashes, result.cluster.deaths_between_effects,
      result.cluster.lost_writes, result.cluster.compactions);
  text += fmt::format("promises {}, digests compared {}, served again after {} ms\n", result.promises,
                      result.digests_compared, result.recovery.ns / 1'000'000);
  text += fmt::format("events {}, simulated {} ms, hash {:016x}{:016x}\n", result.events,
                      result.simulated.ns / 1'000'000, result.hash.high, result.hash.low);
  return text;
}

ProgressBar::ProgressBar(std::uint64_t total) : total_(total), is_shown_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::show(const CampaignSum& sum) {
  const auto now = std::chrono::steady_clock::now();
  if (!is_shown_ || (now - drawn_ < kRedrawEvery && sum.runs != total_)) return;
  drawn_ = now;
  constexpr std::uint64_t kWidth = 40;
  const std::uint64_t filled = total_ == 0 ? kWidth : sum.runs * kWidth / total_;
  const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
  fmt::print(stderr, "\r[{}] {}/{}  violations {}  unknown {}", bar, sum.runs, total_, sum.violations,
             sum.unknown);
  std::fflush(stderr);
}

void ProgressBar::clear() {
  if (!is_shown_) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

}  // namespace pawl::sim
