// The final error is honest about every attempt: once one of them may have happened, no later refusal says
// that nothing did, unless it speaks for all of them.
#include <gtest/gtest.h>

#include "tests/client/story.h"

namespace pawl::client {
namespace {

using enum ErrorCode;

TEST(Certainty, AKeyRefusedAfterALateAttemptLeavesItOpen) {
  for (const ErrorCode code : {KeyExpired, KeyFromFuture, KeysFull, KeyReused, InvalidArgument}) {
    Story story;
    story.begin(next_with_key());
    EXPECT_EQ(story.pass(seconds(1)), "2->2");
    EXPECT_EQ(story.refuse(2, code), "done timed-out");
    const std::string& detail = story.done.outcome.error().detail;
    EXPECT_NE(detail.find("may have taken effect"), std::string::npos) << detail;
    EXPECT_NE(detail.find(name(code)), std::string::npos) << detail;
  }
}

TEST(Certainty, AKeyRefusedAfterALostLeaderLeavesItOpen) {
  Story story;
  story.begin(next_with_key());
  EXPECT_EQ(story.refuse(1, LeadershipLost), "2->2");
  EXPECT_EQ(story.refuse(2, KeyExpired), "done leadership-lost");
}

TEST(Certainty, AKeyRefusedAfterABrokenConnectionLeavesItOpen) {
  Story story;
  story.begin(next_with_key());
  EXPECT_EQ(story.lose(1, Sent::Maybe), "2->2");
  EXPECT_EQ(story.refuse(2, KeyExpired), "done timed-out");
}

TEST(Certainty, ARefusalThatIsRememberedUnderTheKeySpeaksForAllAttempts) {
  for (const ErrorCode code : {NotFound, AlreadyExists, Exhausted}) {
    Story story;
    story.begin(next_with_key());
    story.pass(seconds(1));
    EXPECT_EQ(story.refuse(2, code), "done " + std::string(name(code)));
  }
}

TEST(Certainty, AnAttemptThatWasNeverSentLeavesNothingOpen) {
  Story story;
  story.begin(next_with_key());
  EXPECT_EQ(story.lose(1, Sent::No), "2->2");
  EXPECT_EQ(story.refuse(2, KeyExpired), "done key-expired");
}

TEST(Certainty, ALateAnswerEndsTheCall) {
  Story story;
  story.begin(next_with_key());
  EXPECT_EQ(story.pass(seconds(1)), "2->2");
  EXPECT_EQ(story.answer(1, number(5)), "done 5");
  EXPECT_EQ(story.answer(2, number(5)), "");
}

TEST(Certainty, ALateRefusalTakesTheDoubtAwayAndDisturbsNothing) {
  Story story;
  story.begin(next_with_key());
  EXPECT_EQ(story.pass(seconds(1)), "2->2");
  EXPECT_EQ(story.refuse(1, NotLeader), "") << "the second attempt is on its way";
  EXPECT_EQ(story.refuse(2, KeyExpired), "done key-expired") << "no attempt is left that may have happened";
}

TEST(Certainty, ALateRefusalOfTheKeyEndsTheCallWhileAnotherAttemptIsOpen) {
  Story story;
  story.begin(next_with_key());
  EXPECT_EQ(story.pass(seconds(1)), "2->2");
  EXPECT_EQ(story.refuse(1, KeyExpired), "done timed-out");
}

TEST(Certainty, ALostLeaderIsNeverTakenBack) {
  Story story;
  story.begin(next_with_key());
  EXPECT_EQ(story.refuse(1, LeadershipLost), "2->2");
  EXPECT_EQ(story.refuse(2, NotLeader), "3->3");
  EXPECT_EQ(story.refuse(3, NotLeader), "");
  EXPECT_EQ(story.pass(seconds(10)), "done timed-out");
}

TEST(Certainty, AMalformedCallEndsWithoutBeingSent) {
  Story story;
  EXPECT_EQ(story.begin(machine::Request{std::nullopt, machine::SequenceReserve{"", 1}}),
            "done invalid-argument");
  EXPECT_EQ(story.begin(machine::Request{" ", machine::SequenceReserve{"s", 1}}), "done invalid-argument");
  EXPECT_EQ(story.begin(machine::SequenceList{.prefix = "", .after = {}, .limit = 0}),
            "done invalid-argument");
  EXPECT_EQ(story.begin(next(), Duration{0}), "done invalid-argument");
  EXPECT_EQ(story.begin(next(), Duration{-1}), "done invalid-argument");
  EXPECT_EQ(story.done.attempt_count, 0U);
  EXPECT_EQ(story.client.wake_at(), kNever);
}

TEST(Certainty, WrongOptionsStopTheProcess) {
  const auto make = [](Options options) { Client client(std::move(options)); };
  EXPECT_DEATH(make({.endpoints = {}}), "");
  EXPECT_DEATH(make({.endpoints = {{1}, {2}, {1}}}), "");
  EXPECT_DEATH(make({.endpoints = {{1}}, .attempt_timeout = {}}), "");
  EXPECT_DEATH(make({.endpoints = {{1}}, .backoff_min = seconds(2), .backoff_max = seconds(1)}), "");
}

}  // namespace
}  // namespace pawl::client
