// What applying costs: this is on the way of every request on every replica.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "core/machine/state_machine.h"

namespace pawl::machine {
namespace {

enum class Keys : std::uint8_t { None, Uuid };

std::string key_of(std::uint64_t number) {
  // The time inside stands still; what is drawn grows.
  const std::string digits = std::to_string(100'000'000'000 + number);
  return "0190163d-8694-739b-aea5-" + digits.substr(digits.size() - 12);
}

/// Entries of 100 reserves each over `state.range(0)` sequences.
void apply(benchmark::State& state, Keys keys) {
  constexpr std::uint64_t kRequests = 100;
  const auto sequences = static_cast<std::uint64_t>(state.range(0));
  StateMachine machine(
      Retention{.time = seconds(24 * 3600), .count = 100'000, .key_ahead_max = seconds(3600)});
  const WallTime wall{0x0190163d8694 * 1'000'000};
  std::uint64_t number = 0;
  std::uint64_t index = 1;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Request> requests;
    for (std::uint64_t i = 0; i < kRequests; ++i) {
      ++number;
      Request request{
          .key = std::nullopt,
          .operation = SequenceReserve{.name = "shop/orders/" + std::to_string(number % sequences),
                                       .count = 1,
                                       .on_missing = OnMissing::Create}};
      if (keys == Keys::Uuid) request.key = key_of(number);
      requests.push_back(std::move(request));
    }
    state.ResumeTiming();
    std::vector<Outcome> outcomes;
    machine.apply({.index = {index++}, .now = {}, .wall = wall}, requests, outcomes);
    benchmark::DoNotOptimize(outcomes);
    benchmark::DoNotOptimize(machine.take_row_changes());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRequests));
}

BENCHMARK_CAPTURE(apply, unkeyed, Keys::None)->Arg(1)->Arg(1000)->Arg(100'000);
BENCHMARK_CAPTURE(apply, keyed, Keys::Uuid)->Arg(1)->Arg(1000);

}  // namespace
}  // namespace pawl::machine
