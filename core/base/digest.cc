#include "core/base/digest.h"

namespace pawl {
namespace {

std::uint64_t scramble(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93U;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93U;
  return x ^ (x >> 32);
}

/// The bytes as a number, the first one least, on every machine. Compilers make one load of it.
std::uint64_t word_at(const char* bytes) {
  const auto byte = [&](int i) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  };
  return byte(0) | byte(1) | byte(2) | byte(3) | byte(4) | byte(5) | byte(6) | byte(7);
}

}  // namespace

Hasher& Hasher::add(std::string_view bytes) {
  add(static_cast<std::uint64_t>(bytes.size()));
  const std::size_t whole = bytes.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) add(word_at(bytes.data() + i));
  if (whole == bytes.size()) return *this;
  std::uint64_t word = 0;
  for (std::size_t i = bytes.size(); i > whole; --i)
    word = word << 8U | static_cast<unsigned char>(bytes[i - 1]);
  return add(word);
}

Digest Hasher::finish() const { return {scramble(a_ + rotate(b_, 17)), scramble(b_ ^ rotate(a_, 41))}; }

}  // namespace pawl
