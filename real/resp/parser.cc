#include "real/resp/parser.h"

#include <algorithm>
#include <optional>

namespace pawl::real::resp {
namespace {

constexpr ParseResult kIncomplete{};

ParseResult malformed(std::string_view problem) { return {ParseState::Malformed, 0, problem}; }

/// Digits of a length: enough for every limit, too few to overflow.
constexpr std::size_t kLengthDigitsMax = 7;

struct Length {
  ParseState state = ParseState::Incomplete;
  std::size_t value = 0;
  /// Behind the line's end.
  std::size_t next = 0;
};

/// Reads "DIGITS\r\n" at `at`.
Length read_length(std::string_view bytes, std::size_t at) {
  Length length;
  const std::size_t begin = at;
  while (at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '9') {
    if (at - begin == kLengthDigitsMax) return {ParseState::Malformed};
    length.value = length.value * 10 + static_cast<std::size_t>(bytes[at] - '0');
    ++at;
  }
  if (at == bytes.size()) return length;
  if (at == begin || bytes[at] != '\r') return {ParseState::Malformed};
  if (at + 1 == bytes.size()) return length;
  if (bytes[at + 1] != '\n') return {ParseState::Malformed};
  length.state = ParseState::Complete;
  length.next = at + 2;
  return length;
}

ParseResult parse_array(std::string_view bytes, Command& command) {
  const Length count = read_length(bytes, 1);
  if (count.state == ParseState::Malformed) return malformed("Protocol error: invalid multibulk length");
  if (count.state == ParseState::Incomplete) return kIncomplete;
  if (count.value > kArgumentsMax) return malformed("Protocol error: a command has at most 64 arguments");
  std::size_t at = count.next;
  for (std::size_t i = 0; i < count.value; ++i) {
    if (at == bytes.size()) return kIncomplete;
    if (bytes[at] != '$') return malformed("Protocol error: expected '$' before each argument");
    const Length length = read_length(bytes, at + 1);
    if (length.state == ParseState::Malformed) return malformed("Protocol error: invalid bulk length");
    if (length.state == ParseState::Incomplete) return kIncomplete;
    if (length.value > kArgumentBytesMax) {
      return malformed("Protocol error: an argument has at most 65536 bytes (names and keys 1024)");
    }
    const std::size_t end = length.next + length.value;
    if (end + 2 > kCommandBytesMax) return malformed("Protocol error: a command has at most 131072 bytes");
    if (bytes.size() < end + 2) return kIncomplete;
    if (bytes[end] != '\r' || bytes[end + 1] != '\n') {
      return malformed("Protocol error: an argument is longer than its length says");
    }
    command.add(bytes.substr(length.next, length.value));
    at = end + 2;
  }
  return {ParseState::Complete, at, {}};
}

bool is_text(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

/// A web browser or HTTP client took us for a web server; going on would run its body as commands.
bool is_http(std::string_view line) {
  return line.find(" HTTP/") != std::string_view::npos || line.starts_with("Host:") ||
         line.starts_with("POST ");
}

constexpr std::string_view kBlanks = " \t";

/// Takes the word that `line` begins with, without the quotes around it: people type them. Nothing if they
/// are not closed, stand inside a word, or hold a backslash: escapes are for those who can send arrays.
std::optional<std::string_view> take_word(std::string_view& line) {
  const char quote = line.front();
  const bool is_quoted = quote == '"' || quote == '\'';
  if (is_quoted) line.remove_prefix(1);
  const std::size_t end = is_quoted ? line.find(quote) : std::min(line.find_first_of(kBlanks), line.size());
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(is_quoted ? end + 1 : end);
  const bool is_over = line.empty() || kBlanks.find(line.front()) != std::string_view::npos;
  const std::string_view unfit = is_quoted ? "\\" : "\"'";
  if (!is_over || word.find_first_of(unfit) != std::string_view::npos) return std::nullopt;
  return word;
}

ParseResult parse_inline(std::string_view bytes, Command& command) {
  const std::string_view looked_at = bytes.substr(0, kInlineBytesMax);
  const std::size_t end = looked_at.find('\n');
  std::string_view line = looked_at.substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!std::ranges::all_of(line, is_text)) {
    return malformed("Protocol error: this is no Redis protocol (TLS is not spoken here)");
  }
  if (end == std::string_view::npos) {
    return looked_at.size() == kInlineBytesMax ? malformed("Protocol error: too big inline request")
                                               : kIncomplete;
  }
  if (is_http(line)) return malformed("Protocol error: this port speaks the Redis protocol, not HTTP");
  while (true) {
    const std::size_t begin = line.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {ParseState::Complete, end + 1, {}};
    if (command.size() == kArgumentsMax)
      return malformed("Protocol error: a command has at most 64 arguments");
    line.remove_prefix(begin);
    const auto word = take_word(line);
    if (!word) return malformed("Protocol error: unbalanced quotes in request");
    command.add(*word);
  }
}

}  // namespace

ParseResult parse(std::string_view bytes, Command& command) {
  command.clear();
  if (bytes.empty()) return kIncomplete;
  return bytes.front() == '*' ? parse_array(bytes, command) : parse_inline(bytes, command);
}

}  // namespace pawl::real::resp
