#pragma once
// The clients: each has one call under way. One thread, one session.

#include <cstdint>
#include <expected>
#include <map>
#include <string>

#include "bench/load/latency.h"
#include "bench/load/options.h"
#include "bench/load/recorder.h"

namespace pawl::bench {

struct LoadResult {
  Latency latency;
  /// From the first call to the last answer.
  Duration elapsed;
  std::uint64_t ok = 0;
  /// Had no effect.
  std::uint64_t failed = 0;
  /// May have had an effect.
  std::uint64_t unknown = 0;
  /// Sendings of calls beyond the first.
  std::uint64_t repetitions = 0;
  /// Answers by error code.
  std::map<std::string, std::uint64_t> errors;
};

/// Creates the sequence and runs the load. The error says why it could not begin.
std::expected<LoadResult, std::string> run_load(const LoadOptions& options, Recorder& recorder);

}  // namespace pawl::bench
