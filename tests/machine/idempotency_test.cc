// A key makes a request safe to repeat: the identical answer, or an error that says nothing was done; never a
// second effect. Also after the record is forgotten, as far as the key tells its age.
#include <gtest/gtest.h>

#include "core/machine/key_time.h"
#include "tests/machine/story.h"

namespace pawl::machine {
namespace {

constexpr Retention kThree{.time = seconds(100), .count = 3, .key_ahead_max = seconds(10)};

std::int64_t wall_ms(const Story& story) { return story.wall.ns / 1'000'000; }

TEST(Idempotency, ARepetitionGetsTheIdenticalAnswer) {
  Story story;
  story.create("s");
  const Outcome first = story.ask(SequenceReserve{"s", 5}, "k");
  story.next("s");
  const Digest before = story.machine.digest();
  EXPECT_EQ(story.ask(SequenceReserve{"s", 5}, "k"), first);
  EXPECT_EQ(text(first), "r1 1..5");
  EXPECT_EQ(story.machine.digest(), before);
  EXPECT_EQ(story.next("s"), "r3 7..7");
}

TEST(Idempotency, ARepetitionInTheSameEntryToo) {
  StateMachine machine{Retention{}};
  const std::vector<Request> requests(3, Request{"k", SequenceReserve{"s", 2, OnMissing::Create}});
  std::vector<Outcome> outcomes;
  machine.apply({}, requests, outcomes);
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(text(outcomes[0]), "r1 1..2");
  EXPECT_EQ(outcomes[1], outcomes[0]);
  EXPECT_EQ(outcomes[2], outcomes[0]);
}

TEST(Idempotency, CreateAndDeleteAreRepeatedAsTheyWere) {
  Story story;
  EXPECT_EQ(story.create("s", {}, "c"), "created r0 current 0");
  EXPECT_EQ(story.next("s"), "r1 1..1");
  EXPECT_EQ(story.create("s", {}, "c"), "created r0 current 0");
  EXPECT_EQ(story.remove("s", "d"), "deleted");
  EXPECT_EQ(story.create("s", {}, "c2"), "created r0 current 0");
  EXPECT_EQ(story.remove("s", "d"), "deleted");
  EXPECT_EQ(story.get("s"), "r0 current 0");
}

TEST(Idempotency, DeletingKeepsWhatWasAnswered) {
  Story story;
  story.create("s");
  EXPECT_EQ(story.next("s", "k"), "r1 1..1");
  story.remove("s");
  story.create("s", {.initial = 100});
  EXPECT_EQ(story.next("s", "k"), "r1 1..1");
  EXPECT_EQ(story.next("s"), "r1 101..101");
}

TEST(Idempotency, RefusalsOfTheMachineAreRepeatedToo) {
  Story story;
  EXPECT_EQ(story.next("s", "too-early"), "not-found");
  story.create("s", {.max = 1});
  EXPECT_EQ(story.next("s", "too-early"), "not-found");
  EXPECT_EQ(story.reserve("s", 2, "too-many"), "exhausted");
  EXPECT_EQ(story.next("s"), "r1 1..1");
  story.remove("s");
  story.create("s");
  EXPECT_EQ(story.reserve("s", 2, "too-many"), "exhausted");
  EXPECT_EQ(story.create("s", {.initial = 7}, "other"), "already-exists");
  story.remove("s");
  EXPECT_EQ(story.create("s", {.initial = 7}, "other"), "already-exists");
}

TEST(Idempotency, AKeyBelongsToItsSequence) {
  Story story;
  story.create("a");
  story.create("b", {.initial = 10});
  EXPECT_EQ(story.next("a", "k"), "r1 1..1");
  EXPECT_EQ(story.next("b", "k"), "r1 11..11");
  EXPECT_EQ(story.next("a", "k"), "r1 1..1");
}

TEST(Idempotency, AnotherRequestUnderTheKeyIsAnError) {
  Story story;
  story.create("s");
  EXPECT_EQ(story.reserve("s", 2, "k"), "r1 1..2");
  EXPECT_EQ(story.reserve("s", 3, "k"), "key-reused");
  EXPECT_EQ(story.next("s", "k"), "key-reused");
  EXPECT_EQ(story.remove("s", "k"), "key-reused");
  EXPECT_EQ(story.create("s", {}, "k"), "key-reused");
  EXPECT_EQ(text(story.ask(SequenceReserve{"s", 2, OnMissing::Create}, "k")), "key-reused");
  EXPECT_EQ(story.reserve("s", 2, "k"), "r1 1..2");
}

TEST(Idempotency, ATimedKeyIsExpiredOnceItIsForgotten) {
  Story story(kThree);
  story.create("s");
  const std::string key = key_of_time(wall_ms(story));
  EXPECT_EQ(story.next("s", key), "r1 1..1");
  story.pass(seconds(100));
  EXPECT_EQ(story.next("s", key), "r1 1..1") << "at the end of its time it is remembered still";
  story.pass(nanoseconds(1));
  EXPECT_EQ(story.next("s", key), "key-expired");
  EXPECT_EQ(story.get("s"), "r1 current 1");
  EXPECT_EQ(story.machine.remembered_count(), 0U);
}

TEST(Idempotency, ATimedKeyAsOldAsAForgottenOneIsExpiredEvenIfItNeverCame) {
  Story story(kThree);
  story.create("s");
  const std::int64_t ms = wall_ms(story);
  story.next("s", key_of_time(ms));
  story.pass(seconds(101));
  EXPECT_EQ(story.next("s", key_of_time(ms, 1)), "key-expired");
  EXPECT_EQ(story.next("s", key_of_time(ms - 1)), "key-expired");
  EXPECT_EQ(story.next("s", key_of_time(ms + 1)), "r2 2..2");
}

TEST(Idempotency, TimedKeysMakeRoomForEachOther) {
  Story story(kThree);
  story.create("s");
  const std::int64_t ms = wall_ms(story);
  for (int i = 1; i <= 4; ++i) story.next("s", key_of_time(ms + i));
  EXPECT_EQ(story.machine.remembered_count(), 3U);
  EXPECT_EQ(story.next("s", key_of_time(ms + 1)), "key-expired");
  EXPECT_EQ(story.next("s", key_of_time(ms + 2)), "r2 2..2");
  EXPECT_EQ(story.next("s", key_of_time(ms + 4)), "r4 4..4");
}

TEST(Idempotency, AnExpiredKeyStaysExpiredWhateverIsForgottenAfterIt) {
  Story story(kThree);
  story.create("s");
  const std::int64_t ms = wall_ms(story);
  for (const std::int64_t at : {5, 9, 2, 10, 11, 12}) story.next("s", key_of_time(ms + at));
  EXPECT_EQ(story.machine.head().keys_expired_to, key_time(key_of_time(ms + 9)));
  EXPECT_EQ(story.next("s", key_of_time(ms + 9)), "key-expired");
  EXPECT_EQ(story.next("s", key_of_time(ms + 5)), "key-expired");
}

TEST(Idempotency, AFreeFormKeyKeepsItsPlaceForItsTime) {
  Story story(kThree);
  story.create("s");
  for (const char* key : {"a", "b", "c"}) story.next("s", key);
  EXPECT_EQ(story.next("s", "d"), "keys-full");
  EXPECT_EQ(story.next("s", key_of_time(wall_ms(story))), "keys-full");
  EXPECT_EQ(story.get("s"), "r3 current 3") << "what was refused did not happen";
  EXPECT_EQ(story.next("s", "a"), "r1 1..1") << "what is remembered needs no room";
  EXPECT_EQ(story.next("s"), "r4 4..4") << "without a key nothing needs to be remembered";

  story.pass(seconds(100));
  EXPECT_EQ(story.next("s", "d"), "keys-full");
  story.pass(nanoseconds(1));
  EXPECT_EQ(story.next("s", "d"), "r5 5..5") << "the refusal was not remembered";
  EXPECT_EQ(story.next("s", "a"), "r6 6..6") << "after its time a free-form key counts as new";
}

TEST(Idempotency, ATimedKeyAtTheFrontMakesRoomBeforeYoungFreeFormOnes) {
  Story story(kThree);
  story.create("s");
  story.next("s", key_of_time(wall_ms(story)));
  for (const char* key : {"a", "b", "c"}) EXPECT_NE(story.next("s", key), "keys-full") << key;
  EXPECT_EQ(story.next("s", "d"), "keys-full");
  EXPECT_EQ(story.next("s", key_of_time(wall_ms(story))), "key-expired");
}

TEST(Idempotency, AKeyFromTheFutureIsRefusedSoThatItExpiresNobody) {
  Story story(kThree);
  story.create("s");
  const std::int64_t ms = wall_ms(story);
  EXPECT_EQ(story.next("s", key_of_time(ms + 10'000)), "r1 1..1") << "just not too far ahead";
  EXPECT_EQ(story.next("s", key_of_time(ms + 10'001)), "key-from-future");
  EXPECT_EQ(story.next("s", "ffffffff-ffff-7000-8000-000000000000"), "key-from-future");
  EXPECT_EQ(story.get("s"), "r1 current 1");

  story.wall = story.wall + milliseconds(1);
  EXPECT_EQ(story.next("s", key_of_time(ms + 10'001)), "r2 2..2") << "the refusal was not remembered";
  story.wall = story.wall - seconds(1'000);
  EXPECT_EQ(story.next("s", key_of_time(ms + 10'001)), "r2 2..2") << "what is remembered has no age to judge";
}

TEST(Idempotency, ClocksAtTheirLimitsDoNotWrap) {
  Story story({.time = seconds(100), .count = 3, .key_ahead_max = Duration{INT64_MAX}});
  story.create("s");
  EXPECT_EQ(story.next("s", "ffffffff-ffff-7000-8000-000000000000"), "r1 1..1");
  story.wall = WallTime{INT64_MAX};
  EXPECT_EQ(story.next("s", "ffffffff-ffff-7000-8000-000000000001"), "r2 2..2");
  story.wall = WallTime{INT64_MIN};
  EXPECT_EQ(story.next("s", "00000000-0000-7000-8000-000000000000"), "key-from-future");
}

TEST(Idempotency, WhatIsDueIsForgottenABitAtATime) {
  Story story({.time = seconds(100), .count = 1'000});
  story.create("s");
  for (int i = 0; i < 100; ++i) story.next("s", "k" + std::to_string(i));
  story.pass(seconds(200));
  story.next("s");
  EXPECT_EQ(story.machine.remembered_count(), 100U - 18U) << "one entry never pays for a whole day";
  EXPECT_EQ(story.next("s", "k99"), "r100 100..100") << "staying longer does no harm";
  for (int i = 0; i < 5; ++i) story.next("s");
  EXPECT_EQ(story.machine.remembered_count(), 0U);
}

}  // namespace
}  // namespace pawl::machine
