#include "checker/page/gaps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <optional>

namespace pawl::checker {
namespace {

struct Range {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::uint32_t operation = 0;
};

std::optional<Range> allocated(const History& history, std::uint32_t index) {
  const Operation& operation = history.operations[index];
  if (operation.outcome != Outcome::Ok) return std::nullopt;
  const std::string_view f = history.f_name(operation);
  if (f == "next") {
    if (const auto* value = operation.result.integer()) return Range{*value, *value, index};
  }
  if (f == "reserve") {
    const auto* ends = operation.result.list();
    if (ends != nullptr && ends->size() == 2 && (*ends)[1].list() != nullptr) ends = (*ends)[1].list();
    if (ends == nullptr || ends->size() != 2) return std::nullopt;
    const auto* first = (*ends)[0].integer();
    const auto* last = (*ends)[1].integer();
    if (first != nullptr && last != nullptr)
      return Range{std::min(*first, *last), std::max(*first, *last), index};
  }
  return std::nullopt;
}

/// The step in which the values stand, as far as the known ones tell. Two values tell little: then they are
/// taken to count from zero.
std::uint64_t step_of(const std::vector<Range>& ranges) {
  std::uint64_t step = ranges.size() == 2 ? static_cast<std::uint64_t>(ranges[0].first) : 0;
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    step = std::gcd(
        step, static_cast<std::uint64_t>(ranges[i].first) - static_cast<std::uint64_t>(ranges[i - 1].first));
  }
  return step;
}

}  // namespace

std::vector<SequenceGap> sequence_gaps(const History& history) {
  std::vector<SequenceGap> gaps;
  const Partitions partitions = Partitions::by_key(history);
  for (std::size_t p = 0; p < partitions.size(); ++p) {
    const Value sequence = key_of(history, partitions[p]);
    std::vector<Range> ranges;
    for (const std::uint32_t index : partitions[p]) {
      if (const auto range = allocated(history, index)) ranges.push_back(*range);
    }
    std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
    const std::uint64_t step = step_of(ranges);
    for (std::size_t i = 1; i < ranges.size(); ++i) {
      const auto distance =
          static_cast<std::uint64_t>(ranges[i].first) - static_cast<std::uint64_t>(ranges[i - 1].last);
      if (ranges[i].first <= ranges[i - 1].last || distance <= step) continue;
      const std::int64_t stride = static_cast<std::int64_t>(step);
      const std::int64_t first = ranges[i - 1].last + stride;
      const std::int64_t last = ranges[i].first - stride;
      const std::string name = sequence.is_nil() ? std::string() : to_edn(sequence) + ": ";
      gaps.push_back({sequence, ranges[i].operation,
                      first == last ? fmt::format("{}{} missing", name, first)
                                    : fmt::format("{}{}..{} missing", name, first, last)});
    }
  }
  return gaps;
}

}  // namespace pawl::checker
