#include "checker/decide/counter/counter.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

#include "checker/decide/freeing.h"

namespace pawl::checker {
namespace {

using Kind = CounterOp::Kind;

/// The reads of one value, and the adds that must come between the smaller value and this one.
struct Level {
  std::int64_t seen = 0;
  std::int64_t adds = 0;                     ///< how many adds lie just before
  std::vector<OpIndex> reads;                ///< by start
  Position deadline = kNoEnd;                ///< first end of reads of this value or a larger one
  Position latest_start_below = kBeforeAll;  ///< last start of reads of smaller values
};

struct Failure {
  Finding finding = Finding::Count;
  std::string reason;
  OpIndex shown_by = 0;
};

class Decider {
 public:
  Decider(std::span<const CounterOp> ops, std::int64_t initial) : ops_(ops), initial_(initial) {}

  /// The contradiction, or nothing; then order() is a linearization.
  std::optional<Failure> decide() {
    if (auto failure = build_levels()) {
      return failure;
    }
    return assign();
  }

  std::vector<OpIndex> take_order() { return std::move(order_); }

 private:
  std::optional<Failure> build_levels();
  std::optional<Failure> assign();
  std::size_t first_level(const CounterOp& add) const;
  std::size_t last_level(const CounterOp& add) const;

  std::span<const CounterOp> ops_;
  std::int64_t initial_;
  std::vector<Level> levels_;  ///< by value; the last has no reads and takes all that is left
  std::vector<OpIndex> order_;
};

std::optional<Failure> Decider::build_levels() {
  std::vector<OpIndex> reads;
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    if (ops_[i].kind == Kind::Read) {
      reads.push_back(i);
    }
  }
  std::ranges::sort(reads, [&](OpIndex a, OpIndex b) {
    return std::tuple(ops_[a].seen, ops_[a].start) < std::tuple(ops_[b].seen, ops_[b].start);
  });
  if (!reads.empty() && ops_[reads[0]].seen < initial_) {
    return Failure{Finding::OffGrid,
                   fmt::format("{} was read though the counter began at {}", ops_[reads[0]].seen, initial_),
                   reads[0]};
  }
  for (OpIndex read : reads) {
    if (levels_.empty() || levels_.back().seen != ops_[read].seen) {
      const std::int64_t below = levels_.empty() ? initial_ : levels_.back().seen;
      Level& level = levels_.emplace_back();
      level.seen = ops_[read].seen;
      level.adds = level.seen - below;
    }
    levels_.back().reads.push_back(read);
  }
  levels_.emplace_back();
  for (std::size_t i = 1; i < levels_.size(); ++i) {
    levels_[i].latest_start_below =
        std::max(levels_[i - 1].latest_start_below, ops_[levels_[i - 1].reads.back()].start);
  }
  for (std::size_t i = levels_.size() - 1; i-- > 0;) {
    levels_[i].deadline = levels_[i + 1].deadline;
    for (OpIndex read : levels_[i].reads) {
      levels_[i].deadline = std::min(levels_[i].deadline, ops_[read].end);
    }
    if (levels_[i].deadline < levels_[i].latest_start_below) {
      return Failure{
          Finding::InvertedPair,
          fmt::format("a read of {} or more had ended before a read of less began", levels_[i].seen),
          levels_[i].reads.front()};
    }
  }
  return std::nullopt;
}

/// The first level whose reads, and all larger ones, end after the add began.
std::size_t Decider::first_level(const CounterOp& add) const {
  return static_cast<std::size_t>(
      std::ranges::partition_point(levels_, [&](const Level& level) { return level.deadline < add.start; }) -
      levels_.begin());
}

/// The last level below which every read began before the add ended.
std::size_t Decider::last_level(const CounterOp& add) const {
  return static_cast<std::size_t>(
             std::ranges::partition_point(
                 levels_, [&](const Level& level) { return level.latest_start_below <= add.end; }) -
             levels_.begin()) -
         1;
}

/// Gives every level its adds, those that end first before the others.
std::optional<Failure> Decider::assign() {
  std::vector<std::pair<std::size_t, OpIndex>> arriving;
  for (OpIndex i = 0; i < ops_.size(); ++i) {
    if (ops_[i].kind != Kind::Add) {
      continue;
    }
    const std::size_t first = first_level(ops_[i]);
    if (last_level(ops_[i]) < first) {
      return Failure{
          Finding::Count,
          fmt::format("an add began after a read of {} had ended, and ended before another read of no "
                      "more began",
                      levels_[first - 1].seen),
          i};
    }
    arriving.emplace_back(first, i);
  }
  std::ranges::sort(arriving);
  using Entry = std::pair<Position, OpIndex>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> waiting;
  std::size_t next = 0;
  std::vector<OpIndex> here;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const Level& level = levels_[i];
    const bool is_last = i + 1 == levels_.size();
    for (; next < arriving.size() && arriving[next].first == i; ++next) {
      waiting.emplace(ops_[arriving[next].second].end, arriving[next].second);
    }
    if (!is_last && level.adds > static_cast<std::int64_t>(waiting.size())) {
      return Failure{Finding::Count,
                     fmt::format("{} was read, and fewer adds can have happened before that", level.seen),
                     level.reads.front()};
    }
    here.clear();
    while (!waiting.empty()) {
      const auto [end, op] = waiting.top();
      if (is_last ? end == kNoEnd : static_cast<std::int64_t>(here.size()) == level.adds) {
        break;
      }
      here.push_back(op);
      waiting.pop();
    }
    if (!is_last && !waiting.empty() && last_level(ops_[waiting.top().second]) <= i) {
      return Failure{Finding::Count,
                     fmt::format("{} was read, and more adds must have happened before that", level.seen),
                     level.reads.front()};
    }
    std::ranges::sort(here, {}, [&](OpIndex op) { return ops_[op].start; });
    order_.insert(order_.end(), here.begin(), here.end());
    order_.insert(order_.end(), level.reads.begin(), level.reads.end());
  }
  return std::nullopt;
}

}  // namespace

Decision decide_counter(std::span<const CounterOp> ops, std::int64_t initial) {
  Decider decider(ops, initial);
  std::optional<Failure> failure = decider.decide();
  if (!failure) {
    return linearizable(decider.take_order());
  }
  Decision decision = violation(failure->finding, std::move(failure->reason), {failure->shown_by});
  shrink_later(decision, ops,
               [initial](std::span<const CounterOp> all, const std::vector<bool>& kept, Position until) {
                 const auto adds = [](const CounterOp& op) { return op.kind == Kind::Add; };
                 const auto left = with_freed(all, kept, until, adds);
                 return Decider(left, initial).decide() ? Answer::NotLinearizable : Answer::Linearizable;
               });
  return decision;
}

}  // namespace pawl::checker
