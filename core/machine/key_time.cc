#include "core/machine/key_time.h"

#include <array>
#include <cstdint>

namespace pawl::machine {
namespace {

constexpr std::size_t kUuidLength = 36;
constexpr std::size_t kVersionAt = 14;
constexpr std::size_t kVariantAt = 19;

constexpr std::uint64_t kNsPerMs = 1'000'000;

/// Where the groups of digits begin and end; a dash stands between each two.
struct Group {
  std::size_t begin;
  std::size_t end;
};
/// The first two hold the time.
constexpr std::array<Group, 5> kGroups{{{0, 8}, {9, 13}, {14, 18}, {19, 23}, {24, 36}}};
constexpr std::size_t kTimeGroups = 2;

/// Set in what is no digit, and in no digit.
constexpr std::uint8_t kNoDigit = 0x80;

constexpr std::array<std::uint8_t, 256> make_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::uint8_t i = 0; i < 10; ++i) digits[std::size_t{'0'} + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    digits[std::size_t{'a'} + i] = static_cast<std::uint8_t>(10 + i);
    digits[std::size_t{'A'} + i] = static_cast<std::uint8_t>(10 + i);
  }
  return digits;
}
constexpr std::array<std::uint8_t, 256> kDigits = make_digits();

std::uint8_t digit_at(std::string_view key, std::size_t position) {
  return kDigits[static_cast<unsigned char>(key[position])];
}

}  // namespace

std::optional<WallTime> key_time(std::string_view key) {
  if (key.size() != kUuidLength || key[kVersionAt] != '7') return std::nullopt;
  // Every request's key comes by here several times: one look into a table a digit, and one question at the
  // end whether all of them were digits.
  std::uint64_t ms = 0;
  std::uint8_t seen = 0;
  for (std::size_t group = 0; group < kGroups.size(); ++group) {
    const auto [begin, end] = kGroups[group];
    if (group > 0 && key[begin - 1] != '-') return std::nullopt;
    for (std::size_t position = begin; position < end; ++position) {
      const std::uint8_t digit = digit_at(key, position);
      seen |= digit;
      if (group < kTimeGroups) ms = ms * 16 + digit;
    }
  }
  if ((seen & kNoDigit) != 0 || (digit_at(key, kVariantAt) >> 2U) != 0b10) return std::nullopt;
  constexpr auto kLatest = static_cast<std::uint64_t>(INT64_MAX);
  if (ms > kLatest / kNsPerMs) return WallTime{INT64_MAX};
  return WallTime{static_cast<std::int64_t>(ms * kNsPerMs)};
}

}  // namespace pawl::machine
