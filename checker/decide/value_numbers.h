#pragma once
// Values as small numbers, which is how the decisions know them.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/history/large_pages.h"
#include "checker/history/value.h"

namespace pawl::checker {

struct HashOfValue {
  std::size_t operator()(const Value& value) const { return static_cast<std::size_t>(hash_of(value)); }
};

/// Values as numbers, in order of first appearance. Small integers, which most values of tests are, are
/// found by index.
class NumberedValues {
 public:
  std::uint32_t of(const Value& value) {
    const std::int64_t* integer = value.integer();
    if (integer == nullptr) {
      return note(others_.try_emplace(value, kNoNumber).first->second, value);
    }
    if (*integer < 0 || static_cast<std::size_t>(*integer) >= by_index_.size()) {
      return note(integers_.try_emplace(*integer, kNoNumber).first->second, value);
    }
    return note(by_index_[static_cast<std::size_t>(*integer)], value);
  }
  std::uint32_t count() const { return static_cast<std::uint32_t>(values_.size()); }
  std::string text(std::uint32_t number) const { return to_edn(*values_[number]); }
  /// Before the first of(): makes room for so many values.
  void expect(std::size_t count) {
    reserve_long(by_index_, 2 * count);
    by_index_.resize(2 * count, kNoNumber);
    reserve_long(values_, count);
  }

 private:
  static constexpr std::uint32_t kNoNumber = std::numeric_limits<std::uint32_t>::max();

  /// The number that stands at its place, given now if there is none.
  std::uint32_t note(std::uint32_t& place, const Value& value) {
    if (place == kNoNumber) {
      place = count();
      values_.push_back(&value);
    }
    return place;
  }

  std::vector<std::uint32_t> by_index_;  ///< of the integers below its size
  std::unordered_map<std::int64_t, std::uint32_t> integers_;
  std::unordered_map<Value, std::uint32_t, HashOfValue> others_;
  std::vector<const Value*> values_;  ///< borrowed from the history and the options
};

}  // namespace pawl::checker
