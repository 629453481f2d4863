#include "real/wal_check.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
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

/// Bytes that the whole record at `offset` of a block takes, or nothing if there is none.
std::optional<std::size_t> record_at(std::string_view block, std::size_t offset) {
  if (offset + kHeaderBytes > block.size()) return std::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(block[offset + i]); };
  const std::size_t length = byte(4) | static_cast<std::size_t>(byte(5)) << 8U;
  const std::size_t bytes = kHeaderBytes + length;
  if (byte(6) == 0 || byte(6) > kLast) return std::nullopt;
  if (offset + bytes > block.size()) return std::nullopt;
  std::uint32_t stored = 0;
  std::memcpy(&stored, block.data() + offset, sizeof stored);
  const std::uint32_t crc = wire::crc32c(0, block.substr(offset + 6, length + 1));
  return stored == masked(crc) ? std::optional(bytes) : std::nullopt;
}

/// Where the run of whole records from the block's beginning ends.
std::size_t end_of_records(std::string_view block) {
  std::size_t offset = 0;
  while (kBlockBytes - offset >= kHeaderBytes) {
    const auto bytes = record_at(block, offset);
    if (!bytes) return offset;
    offset += *bytes;
  }
  return block.size();
}

/// The first offset from `offset` on at which a batch begins. Pages of one unsynced batch may reach the disk
/// in any order, so its own later parts prove nothing.
std::optional<std::size_t> find_batch(std::string_view block, std::size_t offset) {
  for (; offset < block.size(); ++offset) {
    if (!record_at(block, offset)) continue;
    const char type = block[offset + 6];
    if (type == kWhole || type == kFirst) return offset;
  }
  return std::nullopt;
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
  std::array<char, kBlockBytes> bytes;
  std::size_t begin = 0;
  std::optional<std::size_t> end;
  do {
    stream.read(bytes.data(), bytes.size());
    const std::string_view block(bytes.data(), static_cast<std::size_t>(stream.gcount()));
    const std::size_t sound = end ? 0 : end_of_records(block);
    if (sound < block.size()) {
      if (!end) end = begin + sound;
      // What begins here was written after the batch before it was synced.
      if (const auto batch = find_batch(block, sound)) {
        return std::unexpected(
            fmt::format("{} has a damaged record at byte {} and a whole one behind it, at byte {}",
                        log->string(), *end, begin + *batch));
      }
    }
    begin += block.size();
  } while (stream);
  if (stream.bad() || !stream.is_open())
    return std::unexpected(fmt::format("{} cannot be read", log->string()));
  return {};
}

}  // namespace pawl::real
