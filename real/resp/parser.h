#pragma once
// Reads commands of the Redis protocol from bytes: arrays of bulk strings, or one inline line. Pure: no
// socket, no memory of its own but the list of arguments. What is malformed or too large is refused at the
// first byte that shows it, before anything is stored.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace pawl::real::resp {

inline constexpr std::size_t kArgumentsMax = 64;
/// More than any name or key, so that one that is a little too long is answered and not cut off.
inline constexpr std::size_t kArgumentBytesMax = 64U << 10U;
/// A whole command with its framing.
inline constexpr std::size_t kCommandBytesMax = 128U << 10U;
inline constexpr std::size_t kInlineBytesMax = 4096;

/// One command; the views point into the bytes that were parsed.
class Command {
 public:
  std::span<const std::string_view> arguments() const { return {arguments_.data(), count_}; }
  std::size_t size() const { return count_; }
  std::string_view operator[](std::size_t i) const { return arguments_[i]; }
  void clear() { count_ = 0; }
  /// The caller keeps to kArgumentsMax.
  void add(std::string_view argument) { arguments_[count_++] = argument; }

 private:
  std::array<std::string_view, kArgumentsMax> arguments_;
  std::size_t count_ = 0;
};

enum class ParseState : std::uint8_t {
  Complete,    ///< a command was read; it may be empty (an empty line)
  Incomplete,  ///< so far well formed; more bytes are needed
  Malformed,   ///< no later byte can make it good: the connection is to be closed
};

struct ParseResult {
  ParseState state = ParseState::Incomplete;
  /// Complete: how many bytes the command took.
  std::size_t consumed = 0;
  /// Malformed: what is wrong. Lives as long as the program.
  std::string_view problem;
};

/// Reads one command from the beginning of `bytes` into `command`.
ParseResult parse(std::string_view bytes, Command& command);

}  // namespace pawl::real::resp
