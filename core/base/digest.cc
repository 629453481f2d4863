#include "core/base/digest.h"

namespace pawl {
namespace {

std::uint64_t rotate(std::uint64_t x, int bits) { return (x << bits) | (x >> (64 - bits)); }

std::uint64_t scramble(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93U;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93U;
  return x ^ (x >> 32);
}

}  // namespace

Hasher& Hasher::add(std::uint64_t field) {
  a_ = rotate(a_ ^ (field * 0x87c37b91114253d5U), 31) * 5 + b_;
  b_ = rotate(b_ ^ (field * 0x4cf5ad432745937fU), 29) * 9 + a_;
  return *this;
}

Hasher& Hasher::add(std::string_view bytes) {
  add(static_cast<std::uint64_t>(bytes.size()));
  std::uint64_t word = 0;
  int filled = 0;
  for (const char c : bytes) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(c)) << (8 * filled);
    if (++filled == 8) {
      add(word);
      word = 0;
      filled = 0;
    }
  }
  if (filled != 0) add(word);
  return *this;
}

Digest Hasher::finish() const { return {scramble(a_ + rotate(b_, 17)), scramble(b_ ^ rotate(a_, 41))}; }

}  // namespace pawl
