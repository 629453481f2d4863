// Each limit at its value and one beyond, and that every refusal says what to do.
#include <gtest/gtest.h>

#include "core/base/limits.h"
#include "tests/machine/extremes.h"
#include "tests/machine/story.h"

namespace pawl::machine {
namespace {

template <class Asked>
void expect_valid(const Asked& asked) {
  const auto valid = validate(asked);
  EXPECT_TRUE(valid.has_value()) << valid.error().detail;
}

template <class Asked>
void expect_refused(const Asked& asked, const std::string& part_of_detail) {
  const auto valid = validate(asked);
  ASSERT_FALSE(valid.has_value()) << part_of_detail;
  EXPECT_EQ(valid.error().code, ErrorCode::InvalidArgument);
  EXPECT_NE(valid.error().detail.find(part_of_detail), std::string::npos) << valid.error().detail;
}

Request next(std::string name, Key key = {}) { return {std::move(key), SequenceReserve{std::move(name), 1}}; }
Request reserve(std::int64_t count) { return {{}, SequenceReserve{"s", count}}; }
Request create(const SequenceParameters& parameters) { return {{}, SequenceCreate{"s", parameters}}; }
Query list(std::uint64_t limit) { return SequenceList{.prefix = "", .after = {}, .limit = limit}; }

TEST(Limits, Names) {
  expect_valid(next(std::string(1, 'a')));
  expect_valid(next(std::string(kNameBytesMax, 'a')));
  expect_valid(next("tenant/\xc3\xa4 \xff~"));
  expect_refused(next(""), "the name is empty");
  expect_refused(next(std::string(kNameBytesMax + 1, 'a')), "1025 bytes, at most 1024");
  expect_refused(next(std::string(1U << 20U, 'a')), "1048576 bytes");
  for (const char control : {'\0', '\n', '\x1f', '\x7f'}) {
    expect_refused(next(std::string("ab") + control), "control character at byte 2");
  }
  expect_refused(Request{{}, SequenceDelete{""}}, "the name is empty");
  expect_refused(Request{{}, SequenceCreate{"", {}}}, "the name is empty");
  expect_refused(Query{SequenceGet{""}}, "the name is empty");
}

TEST(Limits, Keys) {
  expect_valid(next("s"));
  expect_valid(next("s", "k"));
  expect_valid(next("s", std::string(kKeyBytesMax, 'k')));
  expect_refused(next("s", std::string(kKeyBytesMax + 1, 'k')), "1025 bytes, at most 1024");
  expect_refused(next("s", ""), "blank");
  expect_refused(next("s", "   "), "blank");
  expect_refused(next("s", "k\r\n"), "control character at byte 1");
}

TEST(Limits, Counts) {
  expect_valid(reserve(1));
  expect_valid(reserve(kReserveCountMax));
  expect_refused(reserve(kReserveCountMax + 1), "ask for 1 to 1000000000");
  expect_refused(reserve(0), "the count is 0");
  expect_refused(reserve(-1), "the count is -1");
  expect_refused(reserve(kHighest), "ask for 1 to");
  expect_refused(reserve(kLowest), "ask for 1 to");
}

TEST(Limits, Parameters) {
  expect_valid(create({}));
  expect_valid(create({.initial = kHighest - 1}));
  expect_valid(create({.initial = kLowest + 1, .increment = -1}));
  expect_valid(create({.initial = 0, .increment = kLowest}));
  expect_valid(create({.initial = 9, .increment = 1, .min = 10, .max = 10}));
  expect_refused(create({.increment = 0}), "the increment is 0");
  expect_refused(create({.min = 2, .max = 1}), "min 2 is above max 1");
  expect_refused(create({.initial = kHighest}), "beyond the limits of int64");
  expect_refused(create({.initial = kLowest, .increment = -1}), "beyond the limits of int64");
  expect_refused(create({.initial = 8, .increment = 1, .min = 10}), "is 9 and not between");
  expect_refused(create({.initial = 10, .increment = 1, .max = 10}), "is 11 and not between");
}

TEST(Limits, Lists) {
  expect_valid(list(1));
  expect_valid(list(kListPageMax));
  expect_refused(list(0), "the limit is 0");
  expect_refused(list(kListPageMax + 1), "ask for 1 to 1000 names");
  expect_valid(Query{SequenceList{.prefix = std::string(kNameBytesMax, 'a')}});
  expect_refused(Query{SequenceList{.prefix = std::string(kNameBytesMax + 1, 'a')}}, "the prefix has 1025");
  expect_refused(Query{SequenceList{.prefix = "", .after = std::string(kNameBytesMax + 1, 'a')}},
                 "1025 bytes");
}

TEST(Limits, APageHoldsExactlyItsLimit) {
  Story story;
  for (int i = 0; i < 5; ++i) story.create("s" + std::to_string(i));
  EXPECT_EQ(story.list({.prefix = "", .after = {}, .limit = 5}), "s0 s1 s2 s3 s4 .");
  EXPECT_EQ(story.list({.prefix = "", .after = {}, .limit = 4}), "s0 s1 s2 s3 ...");
}

TEST(Limits, TheLargestReserveIsServed) {
  Story story;
  story.create("s");
  EXPECT_EQ(story.reserve("s", kReserveCountMax), "r1 1..1000000000");
}

TEST(Limits, ARequestThatIsNotValidNeverEntersTheLog) {
  Story story;
  EXPECT_DEATH(story.next(""), "");
}

TEST(Limits, SizeCountsNameAndKey) {
  const std::uint32_t bare = size_bytes(next("s"));
  EXPECT_EQ(size_bytes(next("sss")), bare + 2);
  EXPECT_EQ(size_bytes(next("s", "key")), bare + 3);
  EXPECT_EQ(size_bytes(Request{{}, SequenceDelete{"s"}}), bare);
}

StoredState stored(const MachineHead& head, std::uint64_t revision) {
  StoredState state;
  state.add(head);
  state.add(Sequence{.name = "old", .revision = revision, .incarnation = 1});
  return state;
}

TEST(Limits, TheLastIncarnationIsUsedAndThenNoneIsMade) {
  Story story(stored({.next_incarnation = kNumberMax - 1}, 0));
  EXPECT_EQ(story.create("last"), "created r0 current 0");
  const Digest before = story.machine.digest();
  EXPECT_EQ(story.create("beyond"), "exhausted");
  EXPECT_EQ(text(story.ask(SequenceReserve{"beyond", 1, OnMissing::Create})), "exhausted");
  EXPECT_EQ(story.machine.digest(), before) << "nothing wraps, nothing changes";
  EXPECT_EQ(story.next("last"), "r1 1..1") << "what is there is served";
}

TEST(Limits, TheLastRevisionIsUsedAndThenNothingIsHandedOut) {
  Story story(stored({.next_incarnation = 2}, kNumberMax - 1));
  EXPECT_EQ(story.next("old"), "r9223372036854775807 1..1");
  EXPECT_EQ(story.next("old"), "exhausted");
  EXPECT_EQ(story.get("old"), "r9223372036854775807 current 1");
  EXPECT_EQ(story.remove("old"), "deleted");
  EXPECT_EQ(story.create("old"), "created r0 current 0") << "it may begin anew";
}

TEST(Limits, TheLastOrderIsUsedAndThenNoKeyIsTaken) {
  Story story(stored({.next_incarnation = 2, .next_order = kNumberMax - 1}, 0));
  EXPECT_EQ(story.next("old", "a"), "r1 1..1");
  EXPECT_EQ(story.next("old", "b"), "keys-full");
  EXPECT_EQ(story.next("old", "a"), "r1 1..1") << "what is remembered is told";
  EXPECT_EQ(story.next("old"), "r2 2..2") << "who brings no key is served";
}

}  // namespace
}  // namespace pawl::machine
