#include "sim/run/campaign.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace pawl::sim {
namespace {

/// Who takes which seed, and the results that wait for their turn.
class Desk {
 public:
  explicit Desk(const CampaignSettings& settings) : settings_(settings) {}

  /// The next seed to run; false: there is none.
  bool take_seed(std::uint64_t& seed) {
    const std::scoped_lock lock(mutex_);
    if (!is_stopped_ && settings_.is_over()) {
      is_stopped_ = true;
      changed_.notify_one();
    }
    if (is_stopped_ || taken_ == settings_.run_count) return false;
    seed = settings_.first_seed + taken_++;
    return true;
  }
  void put(RunResult&& result) {
    const std::scoped_lock lock(mutex_);
    if (result.violation && settings_.stops_at_violation) is_stopped_ = true;
    results_.emplace(result.seed, std::move(result));
    changed_.notify_one();
  }
  /// Waits for the result of the next seed; false: all are out.
  bool next(RunResult& result) {
    std::unique_lock lock(mutex_);
    const std::uint64_t seed = settings_.first_seed + given_;
    changed_.wait(lock, [&] { return results_.contains(seed) || given_ == last(); });
    if (given_ == last()) return false;
    ++given_;
    result = std::move(results_.extract(seed).mapped());
    return true;
  }

 private:
  std::uint64_t last() const { return is_stopped_ ? taken_ : settings_.run_count; }

  CampaignSettings settings_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, RunResult> results_;
  std::uint64_t taken_ = 0;
  std::uint64_t given_ = 0;
  bool is_stopped_ = false;
};

RunResult run_once(const Runner& runner, const CampaignSettings& settings, std::uint64_t seed) {
  RunSettings run;
  run.seed = seed;
  run.oracles_off = settings.oracles_off;
  return runner(run);
}

void work(const RunnerSource& source, const CampaignSettings& settings, Desk& desk) {
  const Runner runner = source();
  for (std::uint64_t seed = 0; desk.take_seed(seed);) desk.put(run_once(runner, settings, seed));
}

}  // namespace

void CampaignSum::add(const RunResult& result) {
  if (runs++ == 0) first_seed = result.seed;
  last_seed = result.seed;
  floors.add(result.floors);
  marks.add(result.marks, result.strikes);
  if (result.violation)
    ++violations;
  else if (!result.unknown.empty())
    ++unknown;
  events += result.events;
  acknowledged += result.figure("acknowledged");
  simulated_ms += result.simulated.ns / 1'000'000;
}

CampaignSum run_campaign(const RunnerSource& source, const CampaignSettings& settings,
                         const std::function<void(const RunResult&)>& take) {
  CampaignSum sum;
  const auto account = [&](const RunResult& result) {
    sum.add(result);
    take(result);
  };
  if (settings.job_count <= 1) {
    const Runner runner = source();
    for (std::uint64_t i = 0; i < settings.run_count && !settings.is_over(); ++i) {
      const RunResult result = run_once(runner, settings, settings.first_seed + i);
      account(result);
      if (result.violation && settings.stops_at_violation) break;
    }
    return sum;
  }
  Desk desk(settings);
  std::vector<std::jthread> workers;
  for (std::uint32_t i = 0; i < settings.job_count; ++i)
    workers.emplace_back([&] { work(source, settings, desk); });
  for (RunResult result; desk.next(result);) account(result);
  return sum;
}

}  // namespace pawl::sim
