// The keys that clients make are UUIDv7 which the machine reads back.
#include "core/client/request_key.h"

#include <gtest/gtest.h>

#include "core/machine/key_time.h"

namespace pawl::client {
namespace {

/// Always the given end of the range.
class End final : public Choices {
 public:
  explicit End(bool is_highest) : is_highest_(is_highest) {}
  std::uint64_t choose(const char*, std::uint64_t count) override { return is_highest_ ? count - 1 : 0; }

 private:
  bool is_highest_;
};

TEST(RequestKey, IsAUuidOfVersion7) {
  End lowest(false);
  End highest(true);
  const WallTime wall{1'645'557'742'000'000'000};
  EXPECT_EQ(make_request_key(wall, lowest), "017f22e2-79b0-7000-8000-000000000000");
  EXPECT_EQ(make_request_key(wall, highest), "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

TEST(RequestKey, CarriesItsTimeToTheMachine) {
  End highest(true);
  for (const std::int64_t ms :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{1'800'000'000'123}, INT64_MAX / 1'000'000}) {
    const WallTime wall{ms * 1'000'000};
    EXPECT_EQ(machine::key_time(make_request_key(wall + nanoseconds(775'807), highest)), wall);
  }
}

TEST(RequestKey, AClockBefore1970GivesTheOldestKeyAndNotTheNewest) {
  End lowest(false);
  EXPECT_EQ(make_request_key(WallTime{-1}, lowest), "00000000-0000-7000-8000-000000000000");
  EXPECT_EQ(make_request_key(WallTime{INT64_MIN}, lowest), "00000000-0000-7000-8000-000000000000");
}

}  // namespace
}  // namespace pawl::client
