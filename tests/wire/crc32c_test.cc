#include "core/wire/crc32c.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace pawl::wire {
namespace {

TEST(Crc32c, KnownValues) {
  // RFC 3720 appendix B.4 and the usual check value.
  EXPECT_EQ(crc32c(0, ""), 0U);
  EXPECT_EQ(crc32c(0, "123456789"), 0xE3069283U);
  EXPECT_EQ(crc32c(0, std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(crc32c(0, std::string(32, '\xff')), 0x62A8AB43U);
}

RC_GTEST_PROP(Crc32cProperty, InstructionAndTablesAgree, (const std::string& bytes)) {
  RC_ASSERT(crc32c(0, bytes) == crc32c_portable(0, bytes));
}

RC_GTEST_PROP(Crc32cProperty, ContinuesWhereItStopped, (const std::string& a, const std::string& b)) {
  RC_ASSERT(crc32c(crc32c(0, a), b) == crc32c(0, a + b));
  RC_ASSERT(crc32c_portable(crc32c_portable(0, a), b) == crc32c(0, a + b));
}

RC_GTEST_PROP(Crc32cProperty, EveryFlippedBitIsSeen, (std::string bytes)) {
  RC_PRE(!bytes.empty());
  const std::uint32_t before = crc32c(0, bytes);
  const std::size_t at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << *rc::gen::inRange(0, 8)));
  RC_ASSERT(crc32c(0, bytes) != before);
}

}  // namespace
}  // namespace pawl::wire
