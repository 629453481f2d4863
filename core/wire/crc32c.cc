#include "core/wire/crc32c.h"

#include <array>
#include <cstddef>
#include <cstring>

namespace pawl::wire {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78U;  // reflected, RFC 3720 appendix B.4

// kTables[k][b]: the checksum of byte b followed by k zero bytes.
using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1U) ^ ((rest & 1U) != 0 ? kPolynomial : 0U);
    tables[0][byte] = rest;
  }
  for (std::size_t zeros = 1; zeros < tables.size(); ++zeros) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[zeros - 1][byte];
      tables[zeros][byte] = (before >> 8U) ^ tables[0][before & 0xFFU];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

std::uint64_t load_little(const char* at) {
  std::uint64_t value = 0;
  for (unsigned byte = 0; byte < 8; ++byte) {
    value |= std::uint64_t{static_cast<unsigned char>(at[byte])} << (8U * byte);
  }
  return value;
}

std::uint32_t step_byte(std::uint32_t crc, char byte) {
  return (crc >> 8U) ^ kTables[0][(crc ^ static_cast<unsigned char>(byte)) & 0xFFU];
}

std::uint32_t step_word(std::uint32_t crc, std::uint64_t word) {
  word ^= crc;
  std::uint32_t next = 0;
  for (std::size_t byte = 0; byte < 8; ++byte) next ^= kTables[7 - byte][(word >> (8U * byte)) & 0xFFU];
  return next;
}

#if defined(__x86_64__)
#define PAWL_HAS_CRC32_INSTRUCTION 1

__attribute__((target("sse4.2"))) std::uint32_t crc32c_instruction(std::uint32_t before,
                                                                   std::string_view bytes) {
  std::uint64_t crc = ~before;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);  // x86 is little-endian
    crc = __builtin_ia32_crc32di(crc, word);
  }
  auto rest = static_cast<std::uint32_t>(crc);
  for (; left > 0; ++at, --left) rest = __builtin_ia32_crc32qi(rest, static_cast<unsigned char>(*at));
  return ~rest;
}
#endif

}  // namespace

std::uint32_t crc32c_portable(std::uint32_t before, std::string_view bytes) {
  std::uint32_t crc = ~before;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) crc = step_word(crc, load_little(at));
  for (; left > 0; ++at, --left) crc = step_byte(crc, *at);
  return ~crc;
}

std::uint32_t crc32c(std::uint32_t before, std::string_view bytes) {
#if defined(PAWL_HAS_CRC32_INSTRUCTION)
  if (__builtin_cpu_supports("sse4.2")) return crc32c_instruction(before, bytes);
#endif
  return crc32c_portable(before, bytes);
}

}  // namespace pawl::wire
