// What one log entry and one frame cost: the leader encodes an entry once, each follower decodes it once.

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "core/node/command.h"
#include "core/wire/crc32c.h"
#include "core/wire/entry.h"
#include "core/wire/frame.h"

namespace pawl::wire {
namespace {

enum class Names : std::uint8_t { Same, Different };
enum class Keys : std::uint8_t { None, Uuid };

/// An entry of `count` reserves with names of about 20 bytes.
raft::Entry make_entry(std::int64_t count, Names names, Keys keys) {
  Command command;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t number = names == Names::Same ? 100000 : 100000 + i;
    machine::Request request{
        .key = std::nullopt,
        .operation = machine::SequenceReserve{.name = "shop/orders/" + std::to_string(number) + "/x",
                                              .count = 1,
                                              .on_missing = machine::OnMissing::Create}};
    if (keys == Keys::Uuid) request.key = "0190163d-8694-739b-aea5-96" + std::to_string(1000000000 + i);
    command.requests.push_back(std::move(request));
  }
  return {.term = {3},
          .index = {1000},
          .bytes = 80000,
          .command = std::make_shared<const Command>(std::move(command))};
}

void encode(benchmark::State& state, Names names, Keys keys) {
  const raft::Entry entry = make_entry(state.range(0), names, keys);
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::string encoded = encode_entry(entry);
    bytes = encoded.size();
    benchmark::DoNotOptimize(encoded.data());
  }
  state.counters["bytes"] = static_cast<double>(bytes);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void decode(benchmark::State& state, Names names, Keys keys) {
  const std::string encoded = encode_entry(make_entry(state.range(0), names, keys));
  for (auto _ : state) benchmark::DoNotOptimize(decode_entry(encoded));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void frame(benchmark::State& state) {
  const std::vector<node::PeerMessage> messages{
      raft::AppendRequest{.term = {3},
                          .previous = {.term = {3}, .index = {999}},
                          .entries = {make_entry(state.range(0), Names::Different, Keys::None)},
                          .commit = {998},
                          .read = {},
                          .everywhere = {}}};
  EntryCache cache(1U << 20U);
  for (auto _ : state) {
    benchmark::DoNotOptimize(encode_envelopes({.cluster = {1}, .sender = {1}}, messages, cache));
  }
}

void checksum(benchmark::State& state) {
  const std::string bytes(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(crc32c(0, bytes));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

BENCHMARK_CAPTURE(encode, same_name, Names::Same, Keys::None)->Arg(800);
BENCHMARK_CAPTURE(encode, different_names, Names::Different, Keys::None)->Arg(1)->Arg(800);
BENCHMARK_CAPTURE(encode, keyed, Names::Same, Keys::Uuid)->Arg(800);
BENCHMARK_CAPTURE(decode, same_name, Names::Same, Keys::None)->Arg(800);
BENCHMARK_CAPTURE(decode, different_names, Names::Different, Keys::None)->Arg(1)->Arg(800);
BENCHMARK_CAPTURE(decode, keyed, Names::Same, Keys::Uuid)->Arg(800);
BENCHMARK(frame)->Arg(800);
BENCHMARK(checksum)->Arg(16 << 10);

}  // namespace
}  // namespace pawl::wire
