#pragma once
// A system of a few lines under test, whose failures are known beforehand: events, a book of choices, and a
// rule that says when it fails.

#include <functional>
#include <string>

#include "sim/search/trials.h"

namespace pawl::sim {

/// What a toy chose in one event.
struct ToyEvent {
  std::uint64_t number = 0;
  Stream& knobs;
  Stream& link;
};

/// Called for every event; what it returns is the violated oracle; empty: none.
using ToyRule = std::function<std::string(const ToyEvent&)>;

/// Runs of `events` events. Every run has a rule of its own, which `make_rule` makes.
inline RunnerSource toy(std::uint64_t events, std::function<ToyRule()> make_rule) {
  return [=]() -> Runner {
    return [=](const RunSettings& settings) {
      ChoiceBook book(settings.seed);
      book.record_to(settings.record);
      book.follow(settings.choices);
      const ToyRule rule = make_rule();
      RunResult result;
      result.seed = settings.seed;
      while (result.events < std::min(events, settings.events_max) && !result.violation) {
        if (settings.branch && settings.branch->at == result.events) book.branch(settings.branch->seed);
        ++result.events;
        result.simulated = milliseconds(static_cast<std::int64_t>(result.events));
        if (settings.trace) settings.trace("event " + std::to_string(result.events));
        const std::string oracle = rule({result.events, book.stream("knobs"), book.stream("link.a")});
        if (oracle.empty()) continue;
        result.violation = Violation{.oracle = oracle,
                                     .detail = "node 3 broke it",
                                     .step = result.events,
                                     .at = SimTime{} + result.simulated,
                                     .node = {}};
      }
      return result;
    };
  };
}

/// Of `first` and the seeds behind it, the first whose run fails with this oracle.
inline std::uint64_t failing_seed(const RunnerSource& source, const std::string& oracle) {
  const Runner runner = source();
  for (std::uint64_t seed = 1;; ++seed) {
    RunSettings settings;
    settings.seed = seed;
    const RunResult result = runner(settings);
    if (result.violation && result.violation->oracle == oracle) return seed;
  }
}

}  // namespace pawl::sim
