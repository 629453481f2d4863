#include "core/client/request_key.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace pawl::client {
namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::uint64_t kVersion = 0x7;
constexpr std::uint64_t kVariant = 0b10;

void append_hex(std::string& text, std::uint64_t bits, int digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int digit = digits - 1; digit >= 0; --digit) text += kDigits[(bits >> (4 * digit)) & 0xfU];
}

}  // namespace

std::string make_request_key(WallTime wall, Choices& choices) {
  // A clock before 1970 gives time 0, which the cluster calls expired: better than a time far in the future.
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(wall.ns, 0) / kNsPerMs);
  const std::uint64_t random_12 = choices.choose("client-key", 1U << 12U);
  const std::uint64_t random_30 = choices.choose("client-key", 1U << 30U);
  const std::uint64_t random_32 = choices.choose("client-key", std::uint64_t{1} << 32U);

  std::string key;
  key.reserve(36);
  append_hex(key, ms >> 16U, 8);
  key += '-';
  append_hex(key, ms & 0xffffU, 4);
  key += '-';
  append_hex(key, (kVersion << 12U) | random_12, 4);
  key += '-';
  append_hex(key, (kVariant << 14U) | (random_30 >> 16U), 4);
  key += '-';
  append_hex(key, random_30 & 0xffffU, 4);
  append_hex(key, random_32, 8);
  return key;
}

}  // namespace pawl::client
