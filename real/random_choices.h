#pragma once
// Choices of a real node: random, seeded by the system at each start.

#include <random>

#include "core/base/choices.h"

namespace pawl::real {

class RandomChoices final : public Choices {
 public:
  RandomChoices() : engine_(fresh()) {}

  std::uint64_t choose(const char* /*label*/, std::uint64_t count) override {
    return std::uniform_int_distribution<std::uint64_t>(0, count - 1)(engine_);
  }

  /// 64 bits of the system's entropy.
  static std::uint64_t fresh() {
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32U | device();
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace pawl::real
