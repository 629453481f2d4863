#pragma once
// What pawl-load is asked to do.

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "core/base/time.h"

namespace pawl::bench {

/// Weights of the kinds of calls; at least one is above zero.
struct Mix {
  std::uint64_t next = 1;
  std::uint64_t reserve = 0;
  std::uint64_t read = 0;
  std::uint64_t sum() const { return next + reserve + read; }
};

/// Reads "next=8,reserve=1,read=1". The error says what is wrong with the text.
std::expected<Mix, std::string> parse_mix(const std::string& text);

enum class Keys : std::uint8_t { On, Off };

struct LoadOptions {
  /// "host:port" of gRPC APIs.
  std::vector<std::string> endpoints;
  std::uint64_t clients = 16;
  Duration time = seconds(10);
  /// Calls in all; 0: as many as the time allows.
  std::uint64_t ops = 0;
  /// Calls a second, begun whether or not earlier ones were answered; 0: each client begins the next call
  /// when its last is answered.
  std::uint64_t rate = 0;
  /// Where the history goes; empty: none is written.
  std::string history;
  std::string sequence = "load";
  Mix mix;
  /// Values that one reserve asks for.
  std::int64_t reserve_count = 5;
  Keys keys = Keys::On;
  /// Of one call, its repetitions included.
  Duration deadline = seconds(10);
  bool json = false;
};

/// Why the program ends before it began: a text and an exit code (0: help was asked for).
struct LoadStop {
  int exit_code = 64;
  std::string text;
};

std::expected<LoadOptions, LoadStop> read_load_options(int argc, const char* const* argv);

}  // namespace pawl::bench
