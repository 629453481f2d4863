#pragma once
// Values as small numbers, so that states of many values stay small and compare fast.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/history/value.h"

namespace pawl::checker {

/// Gives equal values equal numbers, 0 to nil. Shared by the states of one model.
class ValuePool {
 public:
  ValuePool() { number(Value{}); }

  std::uint32_t number(const Value& value) {
    const auto [found, is_new] = numbers_.try_emplace(value, static_cast<std::uint32_t>(values_.size()));
    if (is_new) values_.push_back(&found->first);
    return found->second;
  }
  const Value& value(std::uint32_t number) const { return *values_[number]; }

  ValuePool(const ValuePool&) = delete;
  ValuePool& operator=(const ValuePool&) = delete;

 private:
  struct Hash {
    std::size_t operator()(const Value& value) const { return static_cast<std::size_t>(hash_of(value)); }
  };
  std::unordered_map<Value, std::uint32_t, Hash> numbers_;
  std::vector<const Value*> values_;
};

}  // namespace pawl::checker
