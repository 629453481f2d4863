#include "core/machine/key_time.h"

#include <array>
#include <cstdint>

namespace pawl::machine {
namespace {

constexpr std::size_t kUuidLength = 36;
constexpr std::array<std::size_t, 4> kDashes{8, 13, 18, 23};
constexpr std::size_t kVersionAt = 14;
constexpr std::size_t kVariantAt = 19;
/// The digits before it (and the dash among them) are the time.
constexpr std::size_t kTimeEnd = 13;

constexpr std::uint64_t kNsPerMs = 1'000'000;

std::optional<std::uint64_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint64_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint64_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint64_t>(c - 'A' + 10);
  return std::nullopt;
}

bool is_dash_position(std::size_t position) {
  for (const std::size_t dash : kDashes) {
    if (position == dash) return true;
  }
  return false;
}

}  // namespace

std::optional<WallTime> key_time(std::string_view key) {
  if (key.size() != kUuidLength || key[kVersionAt] != '7') return std::nullopt;
  std::uint64_t ms = 0;
  for (std::size_t position = 0; position < key.size(); ++position) {
    if (is_dash_position(position)) {
      if (key[position] != '-') return std::nullopt;
      continue;
    }
    const auto digit = hex_digit(key[position]);
    if (!digit) return std::nullopt;
    if (position < kTimeEnd) ms = ms * 16 + *digit;
    if (position == kVariantAt && (*digit >> 2) != 0b10) return std::nullopt;
  }
  constexpr auto kLatest = static_cast<std::uint64_t>(INT64_MAX);
  if (ms > kLatest / kNsPerMs) return WallTime{INT64_MAX};
  return WallTime{static_cast<std::int64_t>(ms * kNsPerMs)};
}

}  // namespace pawl::machine
