#include "checker/decide/sequencer/gap_fill.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace pawl::checker {
namespace {

__extension__ using Wide = __int128;

/// The supplies of one size, in the order of their starts.
struct SizeClass {
  std::int64_t size = 1;
  std::vector<GapSupply> supplies;
  std::size_t eligible = 0;  ///< how many began by the deadline of the gap under work
  std::size_t taken = 0;     ///< how many were handed to gaps
};

std::vector<SizeClass> by_size(std::vector<GapSupply> supplies) {
  std::ranges::sort(supplies, [](const GapSupply& a, const GapSupply& b) {
    return a.size != b.size ? a.size < b.size : a.start < b.start;
  });
  std::vector<SizeClass> classes;
  for (const GapSupply& supply : supplies) {
    if (classes.empty() || classes.back().size != supply.size) {
      classes.push_back({.size = supply.size, .supplies = {}, .eligible = 0, .taken = 0});
    }
    classes.back().supplies.push_back(supply);
  }
  return classes;
}

void admit_until(SizeClass& sizes, Position deadline) {
  while (sizes.eligible < sizes.supplies.size() && sizes.supplies[sizes.eligible].start <= deadline) {
    ++sizes.eligible;
  }
}

GapFill too_few(std::size_t gap) {
  GapFill fill;
  fill.outcome = GapFill::Outcome::TooFew;
  fill.failed_gap = gap;
  return fill;
}

void hand_over(SizeClass& sizes, std::int64_t count, GapFill& fill) {
  for (std::int64_t i = 0; i < count; ++i) {
    fill.fillers.push_back(sizes.supplies[sizes.taken].op);
    ++sizes.taken;
  }
}

/// Hall's condition for nested sets: operations of one size are interchangeable and every gap may use
/// a prefix of them, so counting decides.
GapFill fill_one_size(std::span<const GapDemand> gaps, SizeClass sizes) {
  GapFill fill;
  fill.begin.push_back(0);
  for (std::size_t g = 0; g < gaps.size(); ++g) {
    admit_until(sizes, gaps[g].deadline);
    const std::int64_t need = gaps[g].length / sizes.size;
    if (gaps[g].length % sizes.size != 0 || need > static_cast<std::int64_t>(sizes.eligible - sizes.taken)) {
      return too_few(g);
    }
    hand_over(sizes, need, fill);
    fill.begin.push_back(fill.fillers.size());
  }
  return fill;
}

/// The inverse of a modulo m, for coprime a and m; 0 for m = 1.
std::int64_t inverse(std::int64_t a, std::int64_t m) {
  Wide r0 = m;
  Wide r1 = a % m;
  Wide t0 = 0;
  Wide t1 = 1;
  while (r1 != 0) {
    const Wide q = r0 / r1;
    r0 = std::exchange(r1, r0 - q * r1);
    t0 = std::exchange(t1, t0 - q * t1);
  }
  return static_cast<std::int64_t>(((t0 % m) + m) % m);
}

/// How many of the larger items a set of gaps may use: every value from low to high in steps.
struct Progression {
  Wide low = 0;
  Wide high = 0;
  bool is_empty() const { return low > high; }
};

Wide ceil_divide(Wide a, Wide b) { return a >= 0 ? (a + b - 1) / b : -((-a) / b); }

/// The numbers n with (length - n * large) a non-negative multiple of small.
Progression tilings(std::int64_t length, std::int64_t small, std::int64_t large, std::int64_t step) {
  const std::int64_t divisor = std::gcd(small, large);
  if (length % divisor != 0) {
    return {.low = 1, .high = 0};
  }
  const std::int64_t reduced_large = (large / divisor) % step;
  const Wide first =
      step == 1 ? Wide{0} : Wide{(length / divisor) % step} * inverse(reduced_large, step) % step;
  const Wide most = length / large;
  if (first > most) {
    return {.low = 1, .high = 0};
  }
  return {.low = first, .high = first + (most - first) / step * step};
}

/// Two sizes: sums of progressions of one step, and their cuts with an interval, are such progressions.
GapFill fill_two_sizes(std::span<const GapDemand> gaps, SizeClass small, SizeClass large) {
  const std::int64_t step = small.size / std::gcd(small.size, large.size);
  std::vector<Progression> own(gaps.size());
  std::vector<Progression> reachable(gaps.size() + 1);
  Wide length_sum = 0;
  for (std::size_t g = 0; g < gaps.size(); ++g) {
    admit_until(small, gaps[g].deadline);
    admit_until(large, gaps[g].deadline);
    own[g] = tilings(gaps[g].length, small.size, large.size, step);
    if (own[g].is_empty()) {
      return too_few(g);
    }
    length_sum += gaps[g].length;
    Progression sum{.low = reachable[g].low + own[g].low, .high = reachable[g].high + own[g].high};
    const Wide least =
        ceil_divide(length_sum - Wide{small.size} * static_cast<Wide>(small.eligible), large.size);
    const Wide most = static_cast<Wide>(large.eligible);
    if (least > sum.low) {
      sum.low += ceil_divide(least - sum.low, step) * step;
    }
    if (most < sum.high) {
      sum.high -= ceil_divide(sum.high - most, step) * step;
    }
    if (sum.is_empty()) {
      return too_few(g);
    }
    reachable[g + 1] = sum;
  }
  std::vector<std::int64_t> larges(gaps.size());
  Wide total = reachable[gaps.size()].low;
  for (std::size_t g = gaps.size(); g-- > 0;) {
    const Wide before = std::max(reachable[g].low, total - own[g].high);
    larges[g] = static_cast<std::int64_t>(total - before);
    total = before;
  }
  GapFill fill;
  fill.begin.push_back(0);
  for (std::size_t g = 0; g < gaps.size(); ++g) {
    hand_over(large, larges[g], fill);
    hand_over(small, (gaps[g].length - larges[g] * large.size) / small.size, fill);
    fill.begin.push_back(fill.fillers.size());
  }
  return fill;
}

/// How many of each size the gaps so far have used, and from which state of the gap before it came.
struct CountState {
  std::vector<std::int64_t> used;
  std::size_t parent = 0;
};

/// All ways to tile one gap from one state, counted by size, largest size first.
class Tiler {
 public:
  Tiler(const std::vector<SizeClass>& classes, const CountState& from, std::int64_t length)
      : classes_(classes), from_(from), counts_(classes.size(), 0), left_(length) {}

  /// Moves to the next tiling; false when there is none. Each call of a step costs one of `steps`.
  bool next(std::int64_t& steps) {
    std::size_t level = 0;
    if (started_) {
      level = counts_.size();
      if (!retreat(level)) {
        return false;
      }
    }
    started_ = true;
    while (true) {
      if (--steps < 0) {
        return false;
      }
      if (level == counts_.size()) {
        if (left_ == 0) {
          return true;
        }
        if (!retreat(level)) {
          return false;
        }
        continue;
      }
      const std::size_t c = counts_.size() - 1 - level;
      const std::int64_t free = static_cast<std::int64_t>(classes_[c].eligible) - from_.used[c];
      const std::int64_t wanted = left_ / classes_[c].size;
      if (c == 0 && (left_ % classes_[c].size != 0 || wanted > free)) {
        if (!retreat(level)) {
          return false;
        }
        continue;
      }
      counts_[c] = std::min(wanted, free);
      left_ -= counts_[c] * classes_[c].size;
      ++level;
    }
  }

  const std::vector<std::int64_t>& counts() const { return counts_; }

 private:
  /// Takes one item back at the deepest level above `level` that has one; `level` is then the one below.
  /// The smallest size is never taken back singly: what the others leave determines its count.
  bool retreat(std::size_t& level) {
    while (level > 0) {
      --level;
      const std::size_t c = counts_.size() - 1 - level;
      if (c == 0) {
        left_ += counts_[c] * classes_[c].size;
        counts_[c] = 0;
      } else if (counts_[c] > 0) {
        --counts_[c];
        left_ += classes_[c].size;
        ++level;
        return true;
      }
    }
    return false;
  }

  const std::vector<SizeClass>& classes_;
  const CountState& from_;
  std::vector<std::int64_t> counts_;
  std::int64_t left_;
  bool started_ = false;
};

GapFill rebuild(std::span<const GapDemand> gaps, std::vector<SizeClass>& classes,
                const std::vector<std::vector<CountState>>& layers) {
  std::vector<const CountState*> path(gaps.size() + 1);
  std::size_t at = 0;
  for (std::size_t g = gaps.size() + 1; g-- > 0;) {
    path[g] = &layers[g][at];
    at = path[g]->parent;
  }
  GapFill fill;
  fill.begin.push_back(0);
  for (std::size_t g = 0; g < gaps.size(); ++g) {
    for (std::size_t c = 0; c < classes.size(); ++c) {
      hand_over(classes[c], path[g + 1]->used[c] - path[g]->used[c], fill);
    }
    fill.begin.push_back(fill.fillers.size());
  }
  return fill;
}

GapFill fill_many_sizes(std::span<const GapDemand> gaps, std::vector<SizeClass> classes,
                        std::int64_t steps_max) {
  std::vector<std::vector<CountState>> layers(1);
  layers[0].push_back({.used = std::vector<std::int64_t>(classes.size(), 0), .parent = 0});
  std::int64_t steps = steps_max;
  for (std::size_t g = 0; g < gaps.size(); ++g) {
    for (SizeClass& sizes : classes) {
      admit_until(sizes, gaps[g].deadline);
    }
    std::map<std::vector<std::int64_t>, std::size_t> seen;
    for (std::size_t from = 0; from < layers[g].size(); ++from) {
      Tiler tiler(classes, layers[g][from], gaps[g].length);
      while (tiler.next(steps)) {
        std::vector<std::int64_t> used = layers[g][from].used;
        for (std::size_t c = 0; c < used.size(); ++c) {
          used[c] += tiler.counts()[c];
        }
        seen.emplace(std::move(used), from);
      }
      if (steps < 0) {
        GapFill ended;
        ended.outcome = GapFill::Outcome::BudgetEnded;
        return ended;
      }
    }
    if (seen.empty()) {
      return too_few(g);
    }
    std::vector<CountState>& next = layers.emplace_back();
    for (const auto& [used, parent] : seen) {
      next.push_back({.used = used, .parent = parent});
    }
  }
  return rebuild(gaps, classes, layers);
}

}  // namespace

GapFill fill_gaps(std::span<const GapDemand> gaps, std::vector<GapSupply> supplies, std::int64_t steps_max) {
  if (gaps.empty()) {
    GapFill fill;
    fill.begin.push_back(0);
    return fill;
  }
  const Position last_deadline = gaps.back().deadline;
  std::erase_if(supplies, [&](const GapSupply& supply) { return supply.start > last_deadline; });
  std::vector<SizeClass> classes = by_size(std::move(supplies));
  if (classes.empty()) {
    return too_few(0);
  }
  if (classes.size() == 1) {
    return fill_one_size(gaps, std::move(classes[0]));
  }
  if (classes.size() == 2) {
    return fill_two_sizes(gaps, std::move(classes[0]), std::move(classes[1]));
  }
  return fill_many_sizes(gaps, std::move(classes), steps_max);
}

}  // namespace pawl::checker
