// The digest is a sum: rows go in and out in any order. The hash is a format: its numbers are the same on
// every compiler and machine, so some are written down here.
#include "core/base/digest.h"

#include <gtest/gtest.h>

#include <string>

namespace pawl {
namespace {

Digest hash(std::string_view text) { return Hasher{}.add(text).finish(); }

TEST(Digest, RowsGoInAndOutInAnyOrder) {
  const Digest a = hash("a");
  const Digest b = hash("b");
  const Digest c = hash("c");
  EXPECT_EQ(a.plus(b).plus(c), c.plus(a).plus(b));
  EXPECT_EQ(a.plus(b).minus(a), b);
  EXPECT_EQ(Digest{}.minus(a).plus(a), Digest{});
}

TEST(Digest, CarriesBetweenItsHalves) {
  const Digest full{.high = 0, .low = UINT64_MAX};
  const Digest one{.high = 0, .low = 1};
  EXPECT_EQ(full.plus(one), (Digest{.high = 1, .low = 0}));
  EXPECT_EQ((Digest{.high = 1, .low = 0}).minus(one), full);
  EXPECT_EQ((Digest{}).minus(one), (Digest{.high = UINT64_MAX, .low = UINT64_MAX}));
}

TEST(Hasher, TellsFieldsApartThatJoinToTheSameBytes) {
  EXPECT_NE(Hasher{}.add("ab").add("c").finish(), Hasher{}.add("a").add("bc").finish());
  EXPECT_NE(Hasher{}.add(std::uint64_t{1}).add(std::uint64_t{2}).finish(),
            Hasher{}.add(std::uint64_t{2}).add(std::uint64_t{1}).finish());
  EXPECT_NE(hash(std::string_view("\0", 1)), hash(std::string_view("\0\0", 2)));
  EXPECT_NE(hash(""), Hasher{}.finish());
}

TEST(Hasher, IsTheSameOnEveryMachine) {
  EXPECT_EQ(Hasher{}.finish(), (Digest{0x42845f7f661c9325U, 0xba72c473cd8770f3U}));
  EXPECT_EQ(Hasher{}.add(std::uint64_t{1}).add(std::int64_t{-1}).finish(),
            (Digest{0xacc77dc778878090U, 0x0af17b1b916e2a99U}));
  EXPECT_EQ(hash("sequence \xff"), (Digest{0xd60cdfe2fbd8b143U, 0xe56c62ddb0fb7b71U}));
}

}  // namespace
}  // namespace pawl
