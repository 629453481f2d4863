#pragma once
// Log lines that a person can read, on stderr, one write a line so that lines of several threads never mix:
//   2026-11-21T02:30:00.123Z info  node 2: leads term 7

#include <fmt/format.h>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/ids.h"

namespace pawl::real {

enum class LogLevel : std::uint8_t { Debug, Info, Warn, Error };

/// Reads "debug", "info", "warn" or "error"; the error says so.
std::expected<LogLevel, std::string> parse_log_level(std::string_view text);

/// A value; every part of a node holds one. Safe in any thread.
class Log {
 public:
  Log(LogLevel least, NodeId node) : least_(least), node_(node) {}

  bool writes(LogLevel level) const { return level >= least_; }
  LogLevel least() const { return least_; }

  template <class... Parts>
  void debug(fmt::format_string<Parts...> text, Parts&&... parts) const {
    line(LogLevel::Debug, text, std::forward<Parts>(parts)...);
  }
  template <class... Parts>
  void info(fmt::format_string<Parts...> text, Parts&&... parts) const {
    line(LogLevel::Info, text, std::forward<Parts>(parts)...);
  }
  template <class... Parts>
  void warn(fmt::format_string<Parts...> text, Parts&&... parts) const {
    line(LogLevel::Warn, text, std::forward<Parts>(parts)...);
  }
  template <class... Parts>
  void error(fmt::format_string<Parts...> text, Parts&&... parts) const {
    line(LogLevel::Error, text, std::forward<Parts>(parts)...);
  }

  /// Writes `text` whatever it holds; control characters are shown, not sent to the terminal.
  void write(LogLevel level, std::string_view text) const;

 private:
  template <class... Parts>
  void line(LogLevel level, fmt::format_string<Parts...> text, Parts&&... parts) const {
    if (writes(level)) write(level, fmt::format(text, std::forward<Parts>(parts)...));
  }

  LogLevel least_;
  NodeId node_;
};

}  // namespace pawl::real
