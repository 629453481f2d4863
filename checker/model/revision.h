#pragma once
// What is known of the revision of a value: revisions grow with every change, and nobody needs to be told of
// one. What the first state's is nobody knows before an answer names it.

#include <cstdint>
#include <optional>

#include "checker/model/hash.h"

namespace pawl::checker {

struct Revision {
  enum class Known : std::uint8_t { Nothing, Above, Exactly };
  Known known = Known::Nothing;
  std::int64_t number = 0;  ///< the revision is this one, or a greater one
  bool operator==(const Revision&) const = default;

  /// A change takes place, and its answer tells its revision, or not. False: it cannot be that one.
  bool change(std::optional<std::int64_t> told) {
    if (!told) {
      if (known == Known::Exactly) known = Known::Above;
      return true;
    }
    if (known != Known::Nothing && *told <= number) return false;
    known = Known::Exactly;
    number = *told;
    return true;
  }
  /// The value is read, and the answer tells its revision, or not. False: it cannot be that one.
  bool see(std::optional<std::int64_t> told) {
    if (!told) return true;
    if (known == Known::Exactly) return *told == number;
    if (known == Known::Above && *told <= number) return false;
    known = Known::Exactly;
    number = *told;
    return true;
  }
};

inline std::uint64_t hash_of(const Revision& revision) {
  return mix_hash(static_cast<std::uint64_t>(revision.known), static_cast<std::uint64_t>(revision.number));
}

}  // namespace pawl::checker
