#pragma once
// What a person asks pawl to do, read from a line of the shell or from the command line's flags.

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/machine/operation.h"

namespace pawl::real::cli {

enum class Verb : std::uint8_t { Create, Next, Reserve, Get, Delete, List, Status, Help, Quit };

struct Command {
  Verb verb = Verb::Help;
  /// Of the sequence; List: the prefix.
  std::string name;
  /// Create.
  machine::SequenceParameters parameters;
  /// Reserve.
  std::int64_t count = 1;
  /// Create, Next, Reserve, Delete; none: the program makes one.
  std::optional<std::string> key;
};

/// How a command is called, with which arguments, and what it does: for help and completion.
struct Usage {
  Verb verb;
  std::string_view word;
  std::string_view arguments;
  std::string_view meaning;
};
std::span<const Usage> usages();

/// Splits a line into words at blanks; '...' and "..." keep blanks together. The error says what is open.
std::expected<std::vector<std::string>, std::string> split_words(std::string_view line);

/// Reads the words of one command; there is at least one. The error says what to write instead.
std::expected<Command, std::string> parse_command(std::span<const std::string> words);

/// Reads a whole number in the range of int64. `what` names it in the error.
std::expected<std::int64_t, std::string> parse_number(std::string_view what, std::string_view text);

}  // namespace pawl::real::cli
