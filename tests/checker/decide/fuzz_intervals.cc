// Random intervals of operations, shared by the fuzz of every path.

#include <tuple>

#include "tests/checker/decide/fuzz.h"

namespace pawl::checker::fuzz {

std::vector<Interval> random_intervals(Random& random, std::size_t count, std::int64_t unknown_percent) {
  constexpr std::int64_t kReaches[] = {40, 120, 300, 900};
  const std::int64_t reach = kReaches[random.below(4)];
  std::vector<Interval> intervals(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Position point = static_cast<Position>(i) * 100 + 1000;
    intervals[i].start = point - random.below(reach);
    intervals[i].end = random.chance(unknown_percent) ? kNoEnd : point + random.below(reach);
  }
  return intervals;
}

void disturb(Random& random, std::vector<Interval>& intervals) {
  Interval& interval =
      intervals[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(intervals.size())))];
  const std::int64_t shift = random.below(800) - 400;
  switch (random.below(3)) {
    case 0:
      interval.start += shift;
      if (interval.end != kNoEnd) {
        interval.end += shift;
      }
      break;
    case 1: interval.start = std::min(interval.start + random.below(300), interval.end); break;
    default:
      if (interval.end != kNoEnd) {
        interval.end = std::max(interval.end - random.below(300), interval.start);
      }
      break;
  }
}

void make_dense(Random& random, std::vector<Interval>& intervals) {
  std::tuple<Position, std::int64_t, std::size_t> events[20];
  std::size_t count = 0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    events[count++] = {intervals[i].start * 2, random.below(1000), i * 2};
    if (intervals[i].end != kNoEnd) {
      events[count++] = {intervals[i].end * 2 + 1, random.below(1000), i * 2 + 1};
    }
  }
  std::sort(events, events + count);
  for (std::size_t e = 0; e < count; ++e) {
    const std::size_t which = std::get<2>(events[e]);
    Interval& interval = intervals[which / 2];
    (which % 2 == 0 ? interval.start : interval.end) = static_cast<Position>(e);
  }
}

}  // namespace pawl::checker::fuzz
