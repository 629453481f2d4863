#pragma once
// Tries runs, several at a time, until one fails in the way that is looked for.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/search/failure.h"

namespace pawl::sim {

/// A run to try.
struct Trial {
  std::uint64_t seed = 0;
  /// Null: the seed's.
  std::shared_ptr<const ChoiceList> choices;
  std::optional<Branch> branch;
};

/// The run that a list makes, of whatever seed.
inline Trial trial_of(ChoiceList list, std::uint64_t seed = 0) {
  return {seed, std::make_shared<const ChoiceList>(std::move(list)), std::nullopt};
}

/// How trials are made.
struct TrialSettings {
  RunnerSource source;
  std::uint32_t job_count = 1;
  std::string oracles_off;
  /// Asked before every run, on any thread: which share of the time is used up; from 1 on no more are begun.
  std::function<double()> spent = [] { return 0.0; };
};

class Trials {
 public:
  explicit Trials(TrialSettings settings);

  /// The place of the first of `trials` that fails like this within `events_max` events; nothing: none does,
  /// or the time is over.
  std::optional<std::size_t> first_failing(std::span<const Trial> trials, const Failure& failure,
                                           std::uint64_t events_max);
  /// All that fail, in order; made() says how many were tried.
  std::vector<std::size_t> all_failing(std::span<const Trial> trials, const Failure& failure,
                                       std::uint64_t events_max);
  /// Makes one run whatever the time, and records its choices.
  RunResult record(const Trial& trial, Recording& recording);
  /// Makes one run whatever the time, as `more` says beside it.
  RunResult run(const Trial& trial, RunSettings more);

  /// Until the next call the time is over when this share of it is used up.
  void end_at(double share) { end_at_ = share; }
  bool is_over() const { return settings_.spent() >= end_at_; }
  std::uint64_t made() const { return made_; }
  std::uint64_t run_count() const { return run_count_; }
  std::uint32_t job_count() const { return settings_.job_count; }

 private:
  RunSettings settings_of(const Trial& trial, RunSettings more) const;
  enum class Wanted : std::uint8_t { First, All };
  std::vector<std::size_t> failing(std::span<const Trial> trials, const Failure& failure,
                                   std::uint64_t events_max, Wanted wanted);

  TrialSettings settings_;
  double end_at_ = 1;
  /// One for each job.
  std::vector<Runner> runners_;
  std::atomic<std::uint64_t> run_count_ = 0;
  /// Of the last trials.
  std::atomic<std::uint64_t> made_ = 0;
};

}  // namespace pawl::sim
