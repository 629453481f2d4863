#pragma once
// Numbers of fixed width inside headers and keys.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pawl::wire {

/// Appends the lowest `width` bytes of `number`, lowest first.
inline void append_little(std::string& out, std::uint64_t number, std::size_t width) {
  for (std::size_t byte = 0; byte < width; ++byte) out.push_back(static_cast<char>(number >> (8 * byte)));
}

/// The number in the `width` bytes at `offset`, lowest first; they are all there.
inline std::uint64_t read_little(std::string_view bytes, std::size_t offset, std::size_t width) {
  std::uint64_t number = 0;
  for (std::size_t byte = 0; byte < width; ++byte) {
    number |= std::uint64_t{static_cast<unsigned char>(bytes[offset + byte])} << (8 * byte);
  }
  return number;
}

/// Appends eight bytes, highest first: the order of bytes is the order of numbers.
inline void append_ordered(std::string& out, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

/// The number in the first eight bytes, highest first; they are all there.
inline std::uint64_t read_ordered(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t byte = 0; byte < 8; ++byte) {
    number = (number << 8U) | static_cast<unsigned char>(bytes[byte]);
  }
  return number;
}

}  // namespace pawl::wire
