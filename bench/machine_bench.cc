// What one request costs in the state machine alone, in entries of 800 as a busy leader applies them.
// Expected on one core of about 3 GHz: some 40 ns without a key on one sequence (look up, count, append the
// outcome; one hash an entry), below 1 us on sequences all different (a hash and a row each), some 2 us with
// a key while the memory of keys is full (an ordered index of them, one record and row more, one less).
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/machine/state_machine.h"

namespace pawl::machine {
namespace {

constexpr std::size_t kBatch = 800;

/// Applies `batch` again and again as entries one nanosecond apart, rows taken each time.
class Leader {
 public:
  explicit Leader(const Retention& retention) : machine_(retention) {}

  void apply(const std::vector<Request>& batch) {
    index_ = index_.next();
    now_ = now_ + nanoseconds(1);
    outcomes_.clear();
    machine_.apply({index_, now_, WallTime{INT64_MAX}}, batch, outcomes_);
    benchmark::DoNotOptimize(outcomes_.data());
    benchmark::DoNotOptimize(machine_.take_row_changes());
  }

 private:
  StateMachine machine_;
  LogIndex index_;
  ClusterTime now_;
  std::vector<Outcome> outcomes_;
};

void count_requests(benchmark::State& state) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(kBatch));
}

Request increment(std::string name) {
  return {std::nullopt, SequenceReserve{std::move(name), 1, OnMissing::Create}};
}

void one_sequence(benchmark::State& state) {
  Leader leader{Retention{}};
  const std::vector<Request> batch(kBatch, increment("orders"));
  for (auto _ : state) leader.apply(batch);
  count_requests(state);
}
BENCHMARK(one_sequence);

/// Each request on another of `range` sequences.
void many_sequences(benchmark::State& state) {
  Leader leader{Retention{}};
  std::vector<std::vector<Request>> batches;
  const auto count = static_cast<std::size_t>(state.range(0));
  for (std::size_t at = 0; at < count; ++at) {
    if (at % kBatch == 0) batches.emplace_back();
    // A stride that is coprime with the count visits every name once, out of order.
    batches.back().push_back(increment("orders-" + std::to_string(at * 7'919 % count)));
  }
  for (const auto& batch : batches) leader.apply(batch);
  std::size_t turn = 0;
  for (auto _ : state) leader.apply(batches[turn++ % batches.size()]);
  count_requests(state);
}
BENCHMARK(many_sequences)->Arg(8'000)->Arg(80'000);

/// Every request under a fresh key of the form of a UUIDv7, the memory of keys full: each forgets another
/// one.
void keyed_requests(benchmark::State& state) {
  Leader leader{Retention{.count = static_cast<std::uint64_t>(state.range(0))}};
  std::vector<Request> batch(kBatch, increment("orders"));
  std::uint64_t serial = 0;
  const auto take_fresh_keys = [&] {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (Request& request : batch) {
      std::string key = "00000000-0000-7000-8000-000000000000";
      ++serial;
      // 16 keys a millisecond: the lowest digit is random bits, the others are time.
      key.back() = kDigits[serial & 0xfU];
      std::uint64_t ms = serial >> 4U;
      for (const int position : {12, 11, 10, 9, 7, 6, 5, 4, 3, 2, 1, 0}) {
        key[static_cast<std::size_t>(position)] = kDigits[ms & 0xfU];
        ms >>= 4U;
      }
      request.key = std::move(key);
    }
  };
  while (serial < static_cast<std::uint64_t>(state.range(0))) {
    take_fresh_keys();
    leader.apply(batch);
  }
  for (auto _ : state) {
    state.PauseTiming();
    take_fresh_keys();
    state.ResumeTiming();
    leader.apply(batch);
  }
  count_requests(state);
}
BENCHMARK(keyed_requests)->Arg(10'000)->Arg(200'000);

}  // namespace
}  // namespace pawl::machine
