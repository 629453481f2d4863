#pragma once
// The flags of pawl-check.

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "checker/check.h"

namespace pawl::checker {

inline constexpr int kExitDisagreement = 3;
inline constexpr int kExitUsage = 64;
inline constexpr int kExitDamaged = 65;

/// What says in which order events happened.
enum class Order : std::uint8_t { Lines, Time };

/// The form of a verdict.
enum class Output : std::uint8_t { Text, Json, Edn };

struct Arguments {
  std::string file;
  CheckOptions options;
  std::string init;  ///< as written; empty: none
  Output output = Output::Text;
  std::string page;                ///< where to write the HTML page; empty: nowhere
  std::string second_opinion;      ///< "knossos" or empty
  std::uint64_t memory_bytes = 0;  ///< of the whole process
  Order order = Order::Lines;
  bool follows = false;
  bool is_quiet = false;
};

/// The arguments, or the exit code if there is nothing left to do; what was wrong is said on standard error.
std::expected<Arguments, int> read_arguments(int argc, char** argv);

}  // namespace pawl::checker
