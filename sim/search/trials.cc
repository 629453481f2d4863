#include "sim/search/trials.h"

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

namespace pawl::sim {

Trials::Trials(TrialSettings settings) : settings_(std::move(settings)) {
  settings_.job_count = std::max(settings_.job_count, 1U);
  for (std::uint32_t i = 0; i < settings_.job_count; ++i) runners_.push_back(settings_.source());
}

std::vector<std::size_t> Trials::failing(std::span<const Trial> trials, const Failure& failure,
                                         std::uint64_t events_max, Wanted wanted) {
  made_ = 0;
  std::mutex mutex;
  std::vector<std::size_t> found;
  std::atomic<std::size_t> next = 0;
  // Behind the first that fails no other need be tried; those before it are under way.
  std::atomic<std::size_t> end = trials.size();
  const auto work = [&](const Runner& runner) {
    for (std::size_t i = next++; i < end && !is_over(); i = next++) {
      RunSettings run = settings_of(trials[i], {});
      run.events_max = events_max;
      ++run_count_;
      ++made_;
      if (!fails(runner(run), failure)) continue;
      const std::scoped_lock lock(mutex);
      found.push_back(i);
      if (wanted == Wanted::First) end = std::min(end.load(), i);
    }
  };
  const std::size_t workers = std::min<std::size_t>(runners_.size(), trials.size());
  if (workers <= 1) {
    work(runners_.front());
  } else {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < workers; ++i) threads.emplace_back([&, i] { work(runners_[i]); });
  }
  std::ranges::sort(found);
  return found;
}

std::optional<std::size_t> Trials::first_failing(std::span<const Trial> trials, const Failure& failure,
                                                 std::uint64_t events_max) {
  const std::vector<std::size_t> found = failing(trials, failure, events_max, Wanted::First);
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::vector<std::size_t> Trials::all_failing(std::span<const Trial> trials, const Failure& failure,
                                             std::uint64_t events_max) {
  return failing(trials, failure, events_max, Wanted::All);
}

RunResult Trials::record(const Trial& trial, Recording& recording) {
  recording.clear();
  RunSettings more;
  more.record = &recording;
  return run(trial, std::move(more));
}

RunResult Trials::run(const Trial& trial, RunSettings more) {
  ++run_count_;
  return runners_.front()(settings_of(trial, std::move(more)));
}

RunSettings Trials::settings_of(const Trial& trial, RunSettings more) const {
  more.seed = trial.seed;
  more.choices = trial.choices.get();
  more.branch = trial.branch;
  more.oracles_off = settings_.oracles_off;
  return more;
}

}  // namespace pawl::sim
