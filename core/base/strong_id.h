#pragma once
// An integer with a meaning: two numbers of different meaning never share a type (a Term is no LogIndex).

#include <compare>
#include <cstdint>

namespace pawl {

template <class Tag>
struct StrongId {
  std::uint64_t value = 0;

  constexpr auto operator<=>(const StrongId&) const = default;

  /// The id after this one.
  constexpr StrongId next() const { return {value + 1}; }
  /// The id before this one; the caller knows that it is not zero.
  constexpr StrongId previous() const { return {value - 1}; }
  constexpr StrongId plus(std::uint64_t count) const { return {value + count}; }
};

}  // namespace pawl
