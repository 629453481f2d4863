#include "sim/search/minimize.h"

#include <utility>

#include "sim/search/hush.h"
#include "sim/search/reduce.h"

namespace pawl::sim {
namespace {

/// A run of so few choices is not searched again.
constexpr std::uint64_t kSmallEnough = 5;

}  // namespace

std::expected<Minimized, std::string> minimize(const MinimizeSettings& settings) {
  Trials trials(settings.trials);
  Smallest smallest;
  smallest.result = trials.record(settings.start, smallest.recording);
  if (!smallest.result.violation)
    return std::unexpected("the run breaks no promise: there is nothing to minimise");
  smallest.failure = failure_of(*smallest.result.violation);
  smallest.choices = sparse_list(smallest.recording);

  Minimized minimized;
  for (const auto& [stream, choices] : smallest.recording) minimized.choices_at_first += choices.size();
  minimized.size_at_first = smallest.size();
  minimized.events_at_first = smallest.result.events;
  const auto show = [&](std::string_view doing) {
    if (settings.show) settings.show(doing, smallest, trials.run_count());
  };
  // Each round begins from a smaller run with fewer labels that matter, and so finds what the one before
  // could not.
  std::uint64_t next_seed = settings.start.seed;
  for (double end = 0.4; !trials.is_over(); end += (1 - end) / 2) {
    const std::uint64_t size = smallest.size();
    trials.end_at(end);
    show("searching again");
    search_hushed(trials, next_seed, smallest);
    trials.end_at(1);
    show("leaving out");
    leave_out(trials, smallest);
    if (smallest.size() <= kSmallEnough || smallest.size() == size) break;
  }
  show("bringing near");
  bring_near(trials, smallest);
  minimized.was_cut_short = trials.is_over();
  minimized.runs = trials.run_count();
  minimized.smallest = std::move(smallest);
  return minimized;
}

}  // namespace pawl::sim
