// The arithmetic of one sequence against a slow model that takes one value after another in 128 bits: they
// agree on every range, for any parameters, near zero and at both ends of int64.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>

#include "core/machine/sequence.h"

namespace pawl::machine {
namespace {

__extension__ using Wide = __int128;

/// A place on the line of int64 around which bounds and steps are small.
struct Neighbourhood {
  SequenceParameters parameters;
  std::int64_t base = 0;
};

/// The next value by the words of the specification; none when the sequence is used up.
std::optional<Wide> next_by_model(const SequenceParameters& p, Wide current) {
  const Wide low = p.min.value_or(INT64_MIN);
  const Wide high = p.max.value_or(INT64_MAX);
  const Wide next = current + p.increment;
  if (p.increment > 0 ? next <= high : next >= low) return next;
  if (!p.cycle) return std::nullopt;
  const auto& restart = p.increment > 0 ? p.min : p.max;
  return restart ? Wide{*restart} : Wide{p.initial} + p.increment;
}

std::int64_t shifted(std::int64_t base, std::int64_t offset) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(base, offset, &sum)) return offset < 0 ? INT64_MIN : INT64_MAX;
  return sum;
}

Neighbourhood any_neighbourhood() {
  using rc::gen::inRange;
  Neighbourhood any;
  any.base = *rc::gen::element<std::int64_t>(0, 0, INT64_MAX, INT64_MIN, INT32_MAX, std::int64_t{UINT32_MAX});
  const auto near = [&] { return shifted(any.base, *inRange<std::int64_t>(-25, 26)); };
  any.parameters.increment = *inRange<std::int64_t>(1, 6) * *rc::gen::element(-1, 1);
  any.parameters.initial = near();
  if (*rc::gen::arbitrary<bool>()) any.parameters.min = near();
  if (*rc::gen::arbitrary<bool>()) any.parameters.max = near();
  any.parameters.cycle = *rc::gen::arbitrary<bool>();
  return any;
}

RC_GTEST_PROP(SequenceProperty, AgreesWithTheModelThatTakesOneByOne, ()) {
  const Neighbourhood any = any_neighbourhood();
  const SequenceParameters& parameters = any.parameters;
  RC_PRE(validate(Request{{}, SequenceCreate{"s", parameters}}).has_value());

  std::int64_t current = parameters.initial;
  for (int round = 0; round < 12; ++round) {
    const auto count = *rc::gen::inRange<std::int64_t>(1, 8);
    // The model takes the values, and gives them all back where they run out or begin again in the middle.
    std::optional<Wide> first;
    std::optional<Wide> last = Wide{current};
    for (std::int64_t taken = 0; taken < count && last; ++taken) {
      const auto next = next_by_model(parameters, *last);
      const bool begins_again = next && taken > 0 && *next != *last + parameters.increment;
      last = begins_again ? std::nullopt : next;
      if (taken == 0) first = next;
    }
    const auto allocation = allocate(parameters, current, count);
    RC_ASSERT(allocation.has_value() == last.has_value());
    if (!allocation) {
      // What is said to be left can be had, and not one more.
      const auto left = std::min<std::uint64_t>(allocation.error().left, 100);
      RC_ASSERT(left < static_cast<std::uint64_t>(count));
      if (left > 0) RC_ASSERT(allocate(parameters, current, static_cast<std::int64_t>(left)).has_value());
      continue;
    }
    RC_ASSERT(Wide{allocation->first} == *first);
    RC_ASSERT(Wide{allocation->last} == *last);
    current = allocation->last;
  }
}

RC_GTEST_PROP(SequenceProperty, ValuesStayWithinTheBoundsForAnyParametersAtAll, ()) {
  SequenceParameters parameters{.initial = *rc::gen::arbitrary<std::int64_t>(),
                                .increment = *rc::gen::arbitrary<std::int64_t>()};
  if (*rc::gen::arbitrary<bool>()) parameters.min = *rc::gen::arbitrary<std::int64_t>();
  if (*rc::gen::arbitrary<bool>()) parameters.max = *rc::gen::arbitrary<std::int64_t>();
  parameters.cycle = *rc::gen::arbitrary<bool>();
  if (!validate(Request{{}, SequenceCreate{"s", parameters}})) return;

  std::int64_t current = parameters.initial;
  for (int round = 0; round < 6; ++round) {
    const auto count = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000);
    const auto allocation = allocate(parameters, current, count);
    if (!allocation) continue;
    const Wide length = Wide{parameters.increment} * (count - 1);
    RC_ASSERT(Wide{allocation->first} + length == Wide{allocation->last});
    for (const std::int64_t value : {allocation->first, allocation->last}) {
      RC_ASSERT(value >= parameters.min.value_or(INT64_MIN));
      RC_ASSERT(value <= parameters.max.value_or(INT64_MAX));
    }
    current = allocation->last;
  }
}

}  // namespace
}  // namespace pawl::machine
