#include "sim/search/smallest.h"

#include <tuple>
#include <utility>

namespace pawl::sim {

std::uint64_t events_allowed(const Smallest& smallest) {
  constexpr std::uint64_t kSome = 2'000;
  return smallest.result.events * 2 + kSome;
}

bool keep_if_smaller(Trials& trials, const Trial& trial, Smallest& smallest) {
  Recording recording;
  RunResult result = trials.record(trial, recording);
  if (!fails(result, smallest.failure)) return false;
  ChoiceList choices = sparse_list(recording);
  const auto is = std::tuple(choices.size(), result.events);
  if (is >= std::tuple(smallest.size(), smallest.result.events)) return false;
  smallest.choices = std::move(choices);
  smallest.recording = std::move(recording);
  smallest.result = std::move(result);
  return true;
}

}  // namespace pawl::sim
