#pragma once
// A 128-bit digest of a set of rows: the sum of the rows' hashes, so a row can be added and taken out in any
// order and replicas that hold equal rows hold equal digests. Not for secrets.

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace pawl {

struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  constexpr auto operator<=>(const Digest&) const = default;

  /// Sum modulo 2^128.
  constexpr Digest plus(Digest other) const {
    const std::uint64_t sum = low + other.low;
    return {high + other.high + (sum < low ? 1U : 0U), sum};
  }
  /// Difference modulo 2^128.
  constexpr Digest minus(Digest other) const {
    return {high - other.high - (low < other.low ? 1U : 0U), low - other.low};
  }
};

/// Feeds fixed-width fields, one after another, into a 128-bit hash. The same fields give the same hash on
/// every compiler and machine: no padding, no addresses, no host byte order.
class Hasher {
 public:
  Hasher& add(std::uint64_t field) {
    a_ = rotate(a_ ^ (field * 0x87c37b91114253d5U), 31) * 5 + b_;
    b_ = rotate(b_ ^ (field * 0x4cf5ad432745937fU), 29) * 9 + a_;
    return *this;
  }
  Hasher& add(std::int64_t field) { return add(static_cast<std::uint64_t>(field)); }
  /// Adds the length and then the bytes, so that "ab","c" differs from "a","bc".
  Hasher& add(std::string_view bytes);
  /// Adds whether there is a field, and then the field or 0.
  Hasher& add(const std::optional<std::int64_t>& field) {
    return add(std::uint64_t{field.has_value()}).add(field.value_or(0));
  }
  Digest finish() const;

 private:
  static constexpr std::uint64_t rotate(std::uint64_t x, int bits) {
    return (x << bits) | (x >> (64 - bits));
  }

  std::uint64_t a_ = 0x9e3779b97f4a7c15U;
  std::uint64_t b_ = 0xc2b2ae3d27d4eb4fU;
};

}  // namespace pawl
