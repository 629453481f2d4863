// Which keys carry a time, and which. A key that only looks like a UUIDv7 is a free-form key: that is the
// careful reading, because it is then never forgotten early.
#include "core/machine/key_time.h"

#include <gtest/gtest.h>

#include <string>

namespace pawl::machine {
namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

TEST(KeyTime, ReadsTheExampleOfTheStandard) {
  // RFC 9562, appendix A.6: Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00.
  const auto time = key_time("017F22E2-79B0-7CC3-98C4-DC0C0C07398F");
  ASSERT_TRUE(time.has_value());
  EXPECT_EQ(time->ns, 1'645'557'742'000 * kNsPerMs);
  EXPECT_EQ(key_time("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"), time);
}

TEST(KeyTime, ReadsBothEnds) {
  EXPECT_EQ(key_time("00000000-0000-7000-8000-000000000000"), WallTime{0});
  EXPECT_EQ(key_time("00000000-0001-7fff-bfff-ffffffffffff"), WallTime{kNsPerMs});
  // 48 bits of milliseconds reach further than 64 bits of nanoseconds.
  EXPECT_EQ(key_time("ffffffff-ffff-7000-8000-000000000000"), WallTime{INT64_MAX});
}

TEST(KeyTime, TakesEverythingElseForFreeForm) {
  for (const std::string key : {
           "",
           "worker-a-batch-1",
           "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",   // version 4
           "017f22e2-79b0-7cc3-78c4-dc0c0c07398f",   // another variant
           "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f",   // another variant
           "017f22e2-79b0-7cc3-98c4-dc0c0c07398",    // one digit short
           "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",  // one too many
           "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",   // no hex digit
           "017f22e2079b0-7cc3-98c4-dc0c0c07398f",   // a dash missing
           "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
           "017f22e279b07cc398c4dc0c0c07398f",
       }) {
    EXPECT_EQ(key_time(key), std::nullopt) << key;
  }
}

}  // namespace
}  // namespace pawl::machine
