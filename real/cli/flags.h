#pragma once
// pawl's command line: where the cluster is, how to print, and perhaps one command.

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "real/cli/command.h"
#include "real/failure.h"

namespace pawl::real::cli {

enum class Format : std::uint8_t { Text, Json };

struct Flags {
  /// "host:port" of gRPC APIs; at least one.
  std::vector<std::string> endpoints;
  Format format = Format::Text;
  /// Of one command, its repetitions included.
  Duration timeout = seconds(10);
  /// None: a shell.
  std::optional<Command> command;
};

/// Reads the command line. A request for help is a Failure with exit code 0 whose text is the help.
std::expected<Flags, Failure> read_flags(int argc, const char* const* argv);

}  // namespace pawl::real::cli
