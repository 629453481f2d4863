#include "checker/decide/sets/growing_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

namespace pawl::checker {
namespace {

using Kind = SetOp::Kind;

constexpr OpIndex kNoOp = std::numeric_limits<OpIndex>::max();

class GrowingSet {
 public:
  GrowingSet(std::span<const SetOp> ops, const SetRules& rules) : ops_(ops), rules_(rules) {}

  Decision decide() {
    note_adds();
    for (const auto& find :
         {&GrowingSet::find_unwritten, &GrowingSet::find_levels, &GrowingSet::find_place}) {
      if (auto violation = (this->*find)()) return *std::move(violation);
    }
    std::ranges::sort(placed_, {}, [](const Placing& place) { return std::pair(place.at, place.rank); });
    std::vector<OpIndex> order;
    order.reserve(placed_.size());
    for (const Placing& place : placed_) order.push_back(place.op);
    return linearizable(std::move(order));
  }

 private:
  /// What is known of an element.
  struct Known {
    OpIndex first_add = kNoOp;  ///< the one that began first
    std::size_t level = 0;      ///< of the smallest reads that have it; 0: none has
    OpIndex last_seen = kNoOp;  ///< the read that was looked at last
  };
  struct Placing {
    Position at = 0;
    std::size_t rank = 0;
    OpIndex op = 0;
  };

  void note_adds() {
    for (OpIndex i = 0; i < ops_.size(); ++i) {
      for (const std::uint32_t element : ops_[i].elements) {
        if (element >= known_.size()) known_.resize(element + std::size_t{1});
        OpIndex& first = known_[element].first_add;
        if (ops_[i].kind == Kind::Add && (first == kNoOp || ops_[i].start < ops_[first].start)) first = i;
      }
      if (ops_[i].kind == Kind::Read) reads_.push_back(i);
    }
  }

  std::optional<Decision> find_unwritten() {
    for (const OpIndex read : reads_) {
      for (const std::uint32_t element : ops_[read].elements) {
        const OpIndex add = known_[element].first_add;
        if (add != kNoOp && ops_[add].start < ops_[read].end) continue;
        return impossible(Finding::UnwrittenValue,
                          fmt::format("{} was read, and nobody had begun to add it", rules_.text(element)),
                          read, ops_[read].end);
      }
    }
    return std::nullopt;
  }

  // Each larger read has all that a smaller one has. Reads of one size are a level, and the same.
  std::optional<Decision> find_levels() {
    std::vector<std::pair<std::size_t, OpIndex>> by_size;
    for (const OpIndex read : reads_) by_size.emplace_back(count_distinct(read), read);
    std::ranges::sort(by_size, {},
                      [&](const auto& sized) { return std::pair(sized.first, ops_[sized.second].start); });
    std::size_t size = 0;
    std::size_t seen_count = 0;
    for (const auto& [count, read] : by_size) {
      if (levels_.empty() || count != size) {
        levels_.emplace_back();
        size = count;
      }
      levels_.back().push_back(read);
      std::size_t old_count = 0;
      std::size_t new_count = 0;
      for (const std::uint32_t element : ops_[read].elements) {
        Known& known = known_[element];
        if (std::exchange(known.last_seen, read) == read) continue;
        if (known.level == 0 && levels_.back().front() != read)
          return incomparable(levels_.back().front(), read);
        (known.level == 0 ? new_count : old_count) += 1;
        if (known.level == 0) known.level = levels_.size();
      }
      if (old_count < seen_count) return incomparable(who_has_more(read), read);
      seen_count += new_count;
    }
    return std::nullopt;
  }

  std::size_t count_distinct(OpIndex read) {
    std::size_t count = 0;
    for (const std::uint32_t element : ops_[read].elements) {
      count += std::exchange(known_[element].last_seen, read) == read ? 0 : 1;
    }
    for (const std::uint32_t element : ops_[read].elements) known_[element].last_seen = kNoOp;
    return count;
  }

  // A read of a smaller level that has what this one, which was just looked at, has not.
  OpIndex who_has_more(OpIndex read) const {
    for (const Known& known : known_) {
      if (known.level != 0 && known.last_seen != read) return levels_[known.level - 1].front();
    }
    return read;
  }

  Decision incomparable(OpIndex a, OpIndex b) const {
    return with_core(Finding::CrossedElements, "each of two reads has something that the other has not",
                     {a, b});
  }

  Decision with_core(Finding finding, std::string reason, std::vector<OpIndex> core) const {
    Decision decision = violation(finding, std::move(reason), std::move(core));
    decision.is_core_minimal = true;
    decision.until = kBeforeAll;
    for (const OpIndex op : decision.core) {
      if (ops_[op].is_known()) decision.until = std::max(decision.until, ops_[op].end);
    }
    return decision;
  }

  // Level by level, what is added there and then who reads it, each as soon as those before allow; another
  // add of an element as late as it can be.
  std::optional<Decision> find_place() {
    std::vector<std::vector<OpIndex>> firsts(levels_.size() + 1);
    std::vector<std::vector<OpIndex>> others(levels_.size() + 1);
    for (OpIndex i = 0; i < ops_.size(); ++i) {
      if (ops_[i].kind != Kind::Add) continue;
      const Known& known = known_[ops_[i].elements.front()];
      const bool is_first = known.level != 0 && known.first_add == i;
      if (is_first) firsts[known.level - 1].push_back(i);
      if (!is_first && ops_[i].is_known()) {
        others[known.level == 0 ? levels_.size() : known.level - 1].push_back(i);
      }
    }
    for (std::size_t level = 0; level <= levels_.size(); ++level) {
      for (const OpIndex add : others[level]) {
        if (comes_too_late(add)) return ended_before_latest(add);
        placed_.push_back({.at = ops_[add].end, .rank = 0, .op = add});
      }
      std::ranges::sort(firsts[level], {}, [&](OpIndex op) { return ops_[op].start; });
      for (const OpIndex add : firsts[level]) {
        if (comes_too_late(add)) return ended_before_latest(add);
      }
      for (const OpIndex add : firsts[level]) place(add);
      for (const OpIndex read : level < levels_.size() ? levels_[level] : std::vector<OpIndex>()) {
        if (comes_too_late(read)) return ended_before_latest(read);
        place(read);
      }
    }
    return std::nullopt;
  }

  bool comes_too_late(OpIndex op) const { return latest_ != kNoOp && ops_[op].end < ops_[latest_].start; }

  void place(OpIndex op) {
    if (latest_ == kNoOp || ops_[op].start > ops_[latest_].start) latest_ = op;
    const bool is_read = ops_[op].kind == Kind::Read;
    if (is_read && (latest_read_ == kNoOp || ops_[op].start > ops_[latest_read_].start)) latest_read_ = op;
    placed_.push_back({.at = ops_[latest_].start, .rank = placed_.size(), .op = op});
  }

  // `op` ended before the latest of those began that must come before it.
  Decision ended_before_latest(OpIndex op) const {
    const SetOp& latest = ops_[latest_];
    if (latest_read_ != kNoOp && ops_[op].end < ops_[latest_read_].start) {
      return with_core(Finding::InvertedPair,
                       ops_[op].kind == Kind::Read
                           ? std::string("a read had ended before one began that has less")
                           : fmt::format("{} had been added before a read began that has it not",
                                         rules_.text(ops_[op].elements.front())),
                       {op, latest_read_});
    }
    // Everybody who added what a read has began after this one was added, and the read has it not.
    const std::uint32_t element = latest.elements.front();
    const OpIndex read = levels_[known_[element].level - 1].front();
    std::vector<OpIndex> core{op, read};
    for (OpIndex i = 0; i < ops_.size(); ++i) {
      const bool adds_it = ops_[i].kind == Kind::Add && ops_[i].elements.front() == element;
      if (adds_it && ops_[i].start < ops_[read].end) core.push_back(i);
    }
    Decision decision =
        with_core(Finding::InvertedPair,
                  fmt::format("{} had been added before anybody began to add {}, which was read without it",
                              rules_.text(ops_[op].elements.front()), rules_.text(element)),
                  std::move(core));
    decision.until = ops_[read].end;
    return decision;
  }

  std::span<const SetOp> ops_;
  const SetRules& rules_;
  std::vector<Known> known_;  ///< by element
  std::vector<OpIndex> reads_;
  std::vector<std::vector<OpIndex>> levels_;  ///< reads of one size, by start; the smallest first
  std::vector<Placing> placed_;
  OpIndex latest_ = kNoOp;       ///< of those placed one behind the other, the last to begin
  OpIndex latest_read_ = kNoOp;  ///< of the reads among them
};

}  // namespace

Decision decide_growing_set(std::span<const SetOp> ops, const SetRules& rules) {
  return GrowingSet(ops, rules).decide();
}

}  // namespace pawl::checker
