#include "real/wal_check.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include "core/wire/crc32c.h"

namespace pawl::real {
namespace {

// RocksDB's log format: blocks of 32 KiB; a record is checksum (4), length (2), type (1) and payload; no
// record crosses a block, and less than seven bytes at a block's end are zero.
constexpr std::size_t kBlockBytes = 32768;
constexpr std::size_t kHeaderBytes = 7;
enum RecordType : std::uint8_t { kWhole = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

/// RocksDB stores checksums rotated and shifted, so that a checksum of checksums stays sound.
std::uint32_t masked(std::uint32_t crc) { return ((crc >> 15U) | (crc << 17U)) + 0xa282ead8U; }

/// Bytes that the whole record at `offset` takes, or nothing if there is none.
std::optional<std::size_t> record_at(std::string_view file, std::size_t offset) {
  const std::size_t in_block = offset % kBlockBytes;
  if (in_block + kHeaderBytes > kBlockBytes || offset + kHeaderBytes > file.size()) return std::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(file[offset + i]); };
  const std::size_t length = byte(4) | static_cast<std::size_t>(byte(5)) << 8U;
  const std::size_t bytes = kHeaderBytes + length;
  if (byte(6) == 0 || byte(6) > kLast) return std::nullopt;
  if (in_block + bytes > kBlockBytes || offset + bytes > file.size()) return std::nullopt;
  std::uint32_t stored = 0;
  std::memcpy(&stored, file.data() + offset, sizeof stored);
  const std::uint32_t crc = wire::crc32c(0, file.substr(offset + 6, length + 1));
  return stored == masked(crc) ? std::optional(bytes) : std::nullopt;
}

/// Where the run of whole records from the file's beginning ends.
std::size_t end_of_records(std::string_view file) {
  std::size_t offset = 0;
  while (offset < file.size()) {
    const std::size_t left_in_block = kBlockBytes - offset % kBlockBytes;
    if (left_in_block < kHeaderBytes) {
      offset += left_in_block;
      continue;
    }
    const auto bytes = record_at(file, offset);
    if (!bytes) return offset;
    offset += *bytes;
  }
  return file.size();
}

struct Logs {
  std::uint64_t count = 0;
  /// The newest that holds anything: an empty log file is the one that RocksDB just began.
  std::optional<std::filesystem::path> newest;
};

Logs find_logs(const std::string& path) {
  Logs logs;
  std::uint64_t newest_number = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    if (entry.path().extension() != ".log") continue;
    const std::string stem = entry.path().stem();
    std::uint64_t number = 0;
    const auto [end, parse_error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
    if (parse_error != std::errc{} || end != stem.data() + stem.size()) continue;
    ++logs.count;
    if (entry.file_size(error) == 0 || error || number < newest_number) continue;
    logs.newest = entry.path();
    newest_number = number;
  }
  return logs;
}

}  // namespace

std::expected<void, std::string> check_wal(const std::string& path) {
  const auto [count, log] = find_logs(path);
  if (count == 0) return std::unexpected(fmt::format("{} has no log file (NUMBER.log)", path));
  if (!log) return {};
  std::ifstream stream(*log, std::ios::binary);
  const std::string file((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (stream.bad()) return std::unexpected(fmt::format("{} cannot be read", log->string()));

  const std::size_t end = end_of_records(file);
  for (std::size_t offset = end + 1; offset < file.size(); ++offset) {
    // Pages of one unsynced batch may reach the disk in any order, so its own later parts prove nothing. A
    // batch that begins here was written after the one before it was synced.
    const bool begins_batch =
        record_at(file, offset) && (file[offset + 6] == kWhole || file[offset + 6] == kFirst);
    if (!begins_batch) continue;
    return std::unexpected(
        fmt::format("{} has a damaged record at byte {} and a whole one behind it, at byte {}", log->string(),
                    end, offset));
  }
  return {};
}

}  // namespace pawl::real
