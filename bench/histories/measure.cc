// pawl-history-measure: the time of the checker's near-linear decisions on one file, reading included.
// pawl-history-measure stream|batch FILE [MODEL [INIT]]: the verdict, milliseconds and the peak of memory.

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "checker/decide/decide.h"
#include "checker/decide/sequencer/sequencer_follower.h"
#include "checker/history/event_reader.h"
#include "checker/history/large_pages.h"

namespace {

using namespace pawl::checker;
using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

long peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

int damaged(const Damage& damage) {
  fmt::print(stderr, "line {}: {}\n", damage.place.line, damage.what);
  return 65;
}

int measure_stream(ByteSource source) {
  const Clock::time_point begun = Clock::now();
  EventReader reader(std::move(source));
  Names names;
  RawEvent event;
  SequencerFollower follower(0);
  Next next = reader.next(event, names);
  auto status = SequencerFollower::Status::Following;
  for (; next == Next::Event && status == SequencerFollower::Status::Following;
       next = reader.next(event, names)) {
    const auto added = follower.add(event);
    if (!added) {
      return damaged(added.error());
    }
    status = *added;
  }
  if (next == Next::Damaged) {
    return damaged(reader.damage());
  }
  status = follower.finish();
  const bool is_whole_needed = status == SequencerFollower::Status::NeedsWhole;
  fmt::print("{}: {} events in {:.1f} ms, peak {} MiB\n",
             is_whole_needed ? "needs the whole history: " + follower.why_whole()
             : status == SequencerFollower::Status::Violated ? follower.decision().reason
                                                             : std::string("linearizable"),
             follower.event_count(), milliseconds_since(begun), peak_mib());
  return static_cast<int>(status);
}

int measure_batch(ByteSource source, std::string_view model, const CheckOptions& options) {
  const Clock::time_point begun = Clock::now();
  auto history = read_history(std::move(source));
  if (!history) {
    return damaged(history.error());
  }
  const double read_ms = milliseconds_since(begun);
  const Clock::time_point decided = Clock::now();
  const Partitions partitions = Partitions::by_key(*history);
  for (std::size_t p = 0; p < partitions.size(); ++p) {
    const auto part = decide(*history, partitions[p], model, options);
    if (!part) {
      fmt::print("no procedure decides this\n");
      return 2;
    }
    if (!part->decision.is_linearizable()) {
      fmt::print("{}\n", part->decision.reason);
      return 1;
    }
  }
  fmt::print("linearizable: {} operations, {:.1f} ms reading and {:.1f} ms deciding, peak {} MiB\n",
             history->operations.size(), read_ms, milliseconds_since(decided), peak_mib());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  put_heap_on_large_pages();  // as pawl-check does
  const std::string how = argc > 2 ? argv[1] : "";
  if (how != "stream" && how != "batch") {
    std::fputs("usage: pawl-history-measure stream|batch FILE [MODEL [INIT]]\n", stderr);
    return 64;
  }
  auto source = ByteSource::open(argv[2], ByteSource::Growth::Fixed);
  if (!source) {
    fmt::print(stderr, "{}\n", source.error());
    return 65;
  }
  if (how == "stream") {
    return measure_stream(std::move(*source));
  }
  CheckOptions options;
  if (argc > 4) {
    options.init = Value::of(std::int64_t{std::stoll(argv[4])});
  }
  return measure_batch(std::move(*source), argc > 3 ? argv[3] : "sequencer", options);
}
