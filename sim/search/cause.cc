#include "sim/search/cause.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pawl::sim {
namespace {

/// Seeds of branches are far from those that people type.
constexpr std::uint64_t kBranchSeeds = 0x6272616e63680000U;

class CauseSearch {
 public:
  explicit CauseSearch(const CauseSettings& settings) : settings_(settings), trials_(settings.trials) {}

  std::expected<Cause, std::string> search() {
    const RunResult failing = trials_.run(settings_.start, {});
    if (!failing.violation) return std::unexpected("the run breaks no promise: there is nothing to explain");
    cause_.violation = *failing.violation;
    cause_.failure = failure_of(*failing.violation);
    look_around(failing);
    narrow_down();
    cause_.lines = trace_between(cause_.before_jump.event, cause_.after_jump.event);
    cause_.was_cut_short = cause_.after_jump.event - cause_.before_jump.event > 1;
    cause_.runs = trials_.run_count();
    return std::move(cause_);
  }

 private:
  /// Points from one end of the run to the other. At its end the failure is certain.
  void look_around(const RunResult& failing) {
    const std::uint64_t count = std::min(std::max<std::uint64_t>(settings_.point_count, 1), failing.events);
    for (std::uint64_t i = 0; i < count && !(i > 0 && trials_.is_over()); ++i)
      add(judge(failing.events * i / count));
    add({failing.events, SimTime{} + failing.simulated, settings_.branch_count, settings_.branch_count});
  }

  /// Halves the piece of the run in which the share rises most, until it is one step.
  void narrow_down() {
    if (cause_.points.size() < 2) {
      // There was no time for more: what is known is that it failed by its end.
      cause_.after_jump = cause_.points.back();
      return;
    }
    std::size_t place = steepest(0, cause_.points.size() - 1);
    while (true) {
      const std::uint64_t from = cause_.points[place].event;
      const std::uint64_t to = cause_.points[place + 1].event;
      if (to - from <= 1 || trials_.is_over()) break;
      const std::size_t known = cause_.points.size();
      add(judge(from + (to - from) / 2));
      if (cause_.points.size() == known) break;
      place = steepest(place, place + 2);
    }
    cause_.before_jump = cause_.points[place];
    cause_.after_jump = cause_.points[place + 1];
  }

  /// The place of the point behind which the share rises most, among those of [from, to).
  std::size_t steepest(std::size_t from, std::size_t to) const {
    std::size_t best = from;
    const auto rise = [&](std::size_t i) { return cause_.points[i + 1].share() - cause_.points[i].share(); };
    for (std::size_t i = from; i < to; ++i)
      if (rise(i) > rise(best)) best = i;
    return best;
  }

  CausePoint judge(std::uint64_t event) {
    std::vector<Trial> branches(settings_.branch_count, settings_.start);
    for (Trial& branch : branches) branch.branch = Branch{event, kBranchSeeds + next_seed_++};
    RunSettings prefix;
    prefix.events_max = std::max<std::uint64_t>(event, 1);
    CausePoint point{event, SimTime{} + trials_.run(settings_.start, prefix).simulated, 0, 0};
    if (event == 0) point.at = {};
    point.failures = trials_.all_failing(branches, cause_.failure, kEventsMax).size();
    // Those that were not made in time are not counted.
    point.branches = trials_.made();
    return point;
  }

  void add(const CausePoint& point) {
    if (point.branches == 0) return;
    const auto place = std::ranges::lower_bound(cause_.points, point.event, {}, &CausePoint::event);
    if (place != cause_.points.end() && place->event == point.event) return;
    cause_.points.insert(place, point);
    if (settings_.show) settings_.show(cause_.points.size(), trials_.run_count());
  }

  std::vector<std::string> trace_until(std::uint64_t event) {
    std::vector<std::string> lines;
    if (event == 0) return lines;
    RunSettings more;
    more.events_max = event;
    more.trace = [&](const std::string& line) { lines.push_back(line); };
    trials_.run(settings_.start, more);
    return lines;
  }

  /// What happened in the events behind the first `from`, up to `to`.
  std::vector<std::string> trace_between(std::uint64_t from, std::uint64_t to) {
    constexpr std::size_t kLinesMax = 200;
    const std::size_t known = trace_until(from).size();
    std::vector<std::string> lines = trace_until(to);
    lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(std::min(known, lines.size())));
    if (lines.size() > kLinesMax) lines.resize(kLinesMax);
    return lines;
  }

  const CauseSettings& settings_;
  Trials trials_;
  Cause cause_;
  std::uint64_t next_seed_ = 0;
};

}  // namespace

ShareBounds bounds_of(const CausePoint& point) {
  if (point.branches == 0) return {};
  constexpr double kZ = 1.96;
  const auto n = static_cast<double>(point.branches);
  const double share = point.share();
  const double middle = (share + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::expected<Cause, std::string> find_cause(const CauseSettings& settings) {
  return CauseSearch(settings).search();
}

}  // namespace pawl::sim
