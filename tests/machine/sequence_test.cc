// The arithmetic of one sequence as tables: where values lie, how many are left, and what happens at the
// limits of int64, where nothing may wrap that does not cycle.
#include "core/machine/sequence.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/machine/extremes.h"

namespace pawl::machine {
namespace {

std::string text(const std::expected<Allocation, Shortage>& allocation) {
  if (allocation) return std::to_string(allocation->first) + ".." + std::to_string(allocation->last);
  return std::to_string(allocation.error().left) + " left" +
         (allocation.error().begins_again ? ", cycle" : "");
}

struct Case {
  const char* story;
  SequenceParameters parameters;
  std::int64_t current;
  std::int64_t count;
  std::string expected;
};

void check(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    EXPECT_EQ(text(allocate(one.parameters, one.current, one.count)), one.expected) << one.story;
  }
}

TEST(Sequence, CountsUpAndDownInAnyStep) {
  check({
      {"the first value is initial plus increment", {}, 0, 1, "1..1"},
      {"a range follows the last value", {}, 1, 5, "2..6"},
      {"steps of ten", {.initial = 5, .increment = 10}, 5, 3, "15..35"},
      {"down by one", {.increment = -1}, 0, 3, "-1..-3"},
      {"down by seven across zero", {.initial = 10, .increment = -7}, 10, 2, "3..-4"},
  });
}

TEST(Sequence, EndsAtItsBoundAndTearsNoRange) {
  const SequenceParameters to_ten{.max = 10};
  const SequenceParameters down_to_minus_ten{.increment = -1, .min = -10};
  check({
      {"exactly up to the bound", to_ten, 7, 3, "8..10"},
      {"one more than is left", to_ten, 7, 4, "3 left"},
      {"the last one", to_ten, 9, 1, "10..10"},
      {"nothing after it", to_ten, 10, 1, "0 left"},
      {"a bound between two steps", {.increment = 4, .max = 10}, 4, 2, "1 left"},
      {"down to the bound", down_to_minus_ten, -7, 3, "-8..-10"},
      {"nothing below it", down_to_minus_ten, -10, 1, "0 left"},
      {"a bound on the other side does not matter", {.min = 1}, 100, 1, "101..101"},
  });
}

TEST(Sequence, NeverWrapsAtTheLimitsOfInt64) {
  check({
      {"the very last value going up",
       {},
       kHighest - 1,
       1,
       std::to_string(kHighest) + ".." + std::to_string(kHighest)},
      {"nothing after it", {}, kHighest, 1, "0 left"},
      {"a range that would pass it", {}, kHighest - 2, 3, "2 left"},
      {"the very last value going down",
       {.increment = -1},
       kLowest + 1,
       1,
       std::to_string(kLowest) + ".." + std::to_string(kLowest)},
      {"nothing below it", {.increment = -1}, kLowest, 1, "0 left"},
      {"the widest step up",
       {.initial = -1, .increment = kHighest},
       -1,
       1,
       std::to_string(kHighest - 1) + ".." + std::to_string(kHighest - 1)},
      {"after the widest step up", {.initial = -1, .increment = kHighest}, kHighest - 1, 1, "0 left"},
      {"the widest step down",
       {.initial = 0, .increment = kLowest},
       0,
       1,
       std::to_string(kLowest) + ".." + std::to_string(kLowest)},
      {"after the widest step down", {.initial = 0, .increment = kLowest}, kLowest, 1, "0 left"},
      {"from one end to the other",
       {.initial = kLowest, .increment = kHighest},
       kLowest,
       2,
       "-1.." + std::to_string(kHighest - 1)},
      {"past 32 bits nothing special happens", {}, 4'294'967'295, 2, "4294967296..4294967297"},
  });
}

TEST(Sequence, KnowsHowManyAreLeftOfAllInt64) {
  EXPECT_EQ(values_left({.initial = kLowest}, kLowest), UINT64_MAX);
  EXPECT_EQ(values_left({.initial = kHighest, .increment = -1}, kHighest), UINT64_MAX);
  EXPECT_EQ(values_left({.increment = 2, .max = 9}, 0), 4U);
}

TEST(Sequence, ACycleBeginsAgainWhenNothingIsLeft) {
  const SequenceParameters up{.min = -2, .max = 3, .cycle = true};
  const SequenceParameters up_without_min{.initial = 1, .max = 3, .cycle = true};
  const SequenceParameters down{.increment = -1, .min = -3, .max = 2, .cycle = true};
  const SequenceParameters down_without_max{.initial = 0, .increment = -1, .min = -3, .cycle = true};
  check({
      {"up: again at min", up, 3, 2, "-2..-1"},
      {"up: a whole cycle at once", up, 3, 6, "-2..3"},
      {"up: no cycle holds seven", up, 3, 7, "6 left, cycle"},
      {"up: a range is not torn over the wrap", up, 1, 3, "2 left, cycle"},
      {"up: without min again at the first value", up_without_min, 3, 1, "2..2"},
      {"down: again at max", down, -3, 2, "2..1"},
      {"down: without max again at the first value", down_without_max, -3, 3, "-1..-3"},
      {"down: a range is not torn over the wrap", down, -2, 2, "1 left, cycle"},
      {"the limits of int64 are bounds like others", {.cycle = true}, kHighest, 1, "1..1"},
      {"down over all of int64", {.increment = -1, .cycle = true}, kLowest, 1, "-1..-1"},
      {"a cycle of one", {.max = 1, .cycle = true}, 1, 1, "1..1"},
  });
}

TEST(Sequence, TheFirstValueMayLieBeyondInt64) {
  EXPECT_EQ(first_value({}), 1);
  EXPECT_EQ(first_value({.initial = kHighest}), std::nullopt);
  EXPECT_EQ(first_value({.initial = kHighest - 1}), kHighest);
  EXPECT_EQ(first_value({.initial = kLowest, .increment = -1}), std::nullopt);
  EXPECT_EQ(first_value({.initial = kLowest + 1, .increment = -1}), kLowest);
}

}  // namespace
}  // namespace pawl::machine
