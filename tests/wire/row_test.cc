#include "core/wire/row.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/wire/disk.h"
#include "core/wire/row.pb.h"
#include "tests/wire/arbitrary.h"

namespace pawl::wire {
namespace {

RC_GTEST_PROP(RowProperty, ComesBackEqual, ()) {
  const machine::Row row = test::any_row();
  const machine::RowKey key = machine::key_of(row);
  const std::string key_bytes = encode_row_key(key);
  RC_ASSERT(decode_row_key(key_bytes).value() == key);
  const std::string value = encode_row(row);
  const auto decoded = decode_row(key_bytes, value);
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(*decoded == row);
  RC_ASSERT(encode_row(*decoded) == value);
}

RC_GTEST_PROP(RowProperty, KeysAreOrderedAsTheirRows, (std::uint64_t a, std::uint64_t b)) {
  using machine::RequestRowKey;
  RC_ASSERT((encode_row_key(RequestRowKey{a}) < encode_row_key(RequestRowKey{b})) == (a < b));
  RC_ASSERT((encode_log_key({a}) < encode_log_key({b})) == (a < b));
}

RC_GTEST_PROP(RowProperty, RandomBytesNeverCrash, (const std::string& key, const std::string& value)) {
  static_cast<void>(decode_row(key, value));
  static_cast<void>(decode_row("s" + key, value));
  static_cast<void>(decode_row("h", value));
  static_cast<void>(decode_identity(value));
  static_cast<void>(decode_hard_state(value));
  static_cast<void>(decode_position(value));
  static_cast<void>(decode_applied(value));
  static_cast<void>(decode_log_key(key));
}

TEST(Row, KindsDoNotMix) {
  const std::string sequence = encode_row(
      machine::Sequence{.name = "orders", .parameters = {}, .current = 0, .revision = 0, .incarnation = 1});
  EXPECT_TRUE(decode_row("sorders", sequence).has_value());
  EXPECT_EQ(decode_row("sother", sequence).error().detail, "Row: lies under another row's key");
  EXPECT_EQ(decode_row("h", sequence).error().detail, "Row: lies under another row's key");
  EXPECT_EQ(decode_row("", sequence).error().detail, "row key: empty");
  EXPECT_EQ(decode_row("hx", sequence).error().detail, "row key: unknown kind or wrong length");
  EXPECT_EQ(decode_row("k1234567", sequence).error().detail, "row key: unknown kind or wrong length");
  EXPECT_EQ(decode_row("sorders", "").error().detail, "Row.row is missing or of a later version");
  EXPECT_EQ(decode_row("sorders", "\x0a\xff").error().detail, "Row: damaged");
}

RC_GTEST_PROP(DiskProperty, ComesBackEqual, ()) {
  const raft::HardState hard{.term = {test::any_unsigned()}, .voted_for = {test::any_unsigned()}};
  RC_ASSERT(decode_hard_state(encode_hard_state(hard)).value() == hard);
  const raft::LogPosition position = test::any_position();
  RC_ASSERT(decode_position(encode_position(position)).value() == position);
  const AppliedMark mark{.index = {test::any_unsigned()}, .time = {test::any_signed()}};
  RC_ASSERT(decode_applied(encode_applied(mark)).value() == mark);
  const LogIndex index{test::any_unsigned()};
  RC_ASSERT(decode_log_key(encode_log_key(index)).value() == index);
  const Identity identity{.cluster = {test::any_unsigned()},
                          .node = {*rc::gen::inRange<std::uint64_t>(1, UINT64_MAX)}};
  RC_ASSERT(decode_identity(encode_identity(identity)).value() == identity);
}

TEST(Disk, IdentityIsCheckedWhole) {
  const std::string good = encode_identity({.cluster = {8}, .node = {1}});
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 4);
    EXPECT_EQ(decode_identity(bad).error().detail, "identity: damaged") << at;
    EXPECT_EQ(decode_identity(good.substr(0, at)).error().detail, "identity: damaged") << at;
  }
}

}  // namespace
}  // namespace pawl::wire
