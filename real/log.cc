#include "real/log.h"

#include <fmt/chrono.h>
#include <unistd.h>

#include <chrono>

namespace pawl::real {
namespace {

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::Debug: return "debug";
    case LogLevel::Info: return "info ";
    case LogLevel::Warn: return "warn ";
    case LogLevel::Error: return "error";
  }
  return "?";
}

std::string time_text() {
  const auto now = std::chrono::system_clock::now();
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(now)),
                     ms);
}

}  // namespace

std::expected<LogLevel, std::string> parse_log_level(std::string_view text) {
  if (text == "debug") return LogLevel::Debug;
  if (text == "info") return LogLevel::Info;
  if (text == "warn") return LogLevel::Warn;
  if (text == "error") return LogLevel::Error;
  return std::unexpected(fmt::format("'{}' is no log level; write debug, info, warn or error", text));
}

void Log::write(LogLevel level, std::string_view text) const {
  if (!writes(level)) return;
  std::string line = fmt::format("{} {} node {}: ", time_text(), name_of(level), node_.value);
  for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  line += '\n';
  // A log that cannot be written must not stop the node.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace pawl::real
