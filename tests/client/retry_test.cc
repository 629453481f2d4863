// When a call is sent again and when not: always a query and a request with a key; a request without a key
// only while nothing can have happened.
#include <gtest/gtest.h>

#include "tests/client/story.h"

namespace pawl::client {
namespace {

using enum ErrorCode;

TEST(Retry, ARequestWithAKeyIsRepeatedAsItIs) {
  Story story;
  EXPECT_EQ(story.begin(next_with_key()), "1->1");
  EXPECT_EQ(story.last.timeout, seconds(1));
  EXPECT_EQ(story.pass(seconds(1)), "2->2");
  EXPECT_EQ(std::get<machine::Request>(story.last.content), std::get<machine::Request>(next_with_key()));
  EXPECT_EQ(story.lose(2, Sent::Maybe), "3->3");
  EXPECT_EQ(story.refuse(3, LeadershipLost), "");
  EXPECT_EQ(story.pass(milliseconds(10)), "4->1");
  EXPECT_EQ(story.answer(4, number(1)), "done 1");
  EXPECT_EQ(story.done.attempt_count, 4U);
}

TEST(Retry, AQueryIsRepeatedWhateverHappened) {
  Story story;
  story.begin(get());
  EXPECT_EQ(story.lose(1, Sent::Maybe), "2->2");
  EXPECT_EQ(story.refuse(2, LeadershipLost), "3->3");
  EXPECT_EQ(story.pass(seconds(1)), "");
  EXPECT_EQ(story.pass(milliseconds(10)), "4->1");
  EXPECT_EQ(story.answer(4, machine::Found{}), "done answered");
}

TEST(Retry, ARequestWithoutAKeyIsRepeatedWhileNothingCanHaveHappened) {
  Story story;
  story.begin(next());
  EXPECT_EQ(story.lose(1, Sent::No), "2->2");
  EXPECT_EQ(story.refuse(2, ShuttingDown), "3->3");
  EXPECT_EQ(story.refuse(3, NotLeader), "");
  EXPECT_EQ(story.pass(milliseconds(10)), "4->1");
  EXPECT_EQ(story.refuse(4, Overloaded), "");
  EXPECT_EQ(story.pass(milliseconds(20)), "5->2");
  EXPECT_EQ(story.answer(5, number(1)), "done 1");
}

TEST(Retry, ARequestWithoutAKeyEndsWhereItMayHaveHappened) {
  Story lost_leader;
  lost_leader.begin(next());
  EXPECT_EQ(lost_leader.refuse(1, LeadershipLost), "done leadership-lost");

  Story late_node;
  late_node.begin(next());
  EXPECT_EQ(late_node.refuse(1, TimedOut), "done timed-out");

  Story broken_connection;
  broken_connection.begin(next());
  EXPECT_EQ(broken_connection.lose(1, Sent::Maybe), "done timed-out");
  EXPECT_NE(broken_connection.done.outcome.error().detail.find("the connection to endpoint 1 broke"),
            std::string::npos);
}

TEST(Retry, ARequestWithoutAKeyWaitsForItsOnlyAnswerUntilTheDeadline) {
  Story story;
  story.begin(next(), seconds(5));
  EXPECT_EQ(story.last.timeout, seconds(5));
  EXPECT_EQ(story.pass(milliseconds(4'999)), "");
  EXPECT_EQ(story.answer(1, number(1)), "done 1");
}

TEST(Retry, WhatTheMachineDecidedIsNotAskedAgain) {
  for (const ErrorCode code : {InvalidArgument, NotFound, AlreadyExists, Exhausted, KeyReused, KeyExpired,
                               KeyFromFuture, KeysFull}) {
    for (const Content& content : {next(), next_with_key(), get()}) {
      Story story;
      story.begin(content);
      EXPECT_EQ(story.refuse(1, code), "done " + std::string(name(code)));
    }
  }
}

TEST(Retry, PausesDoubleUpToTheLongestAndAreDrawnFromTheUpperHalf) {
  Story story({NodeId{1}});
  story.begin(next(), seconds(100));
  std::vector<std::int64_t> longest_ms;
  for (std::uint64_t attempt = 1; attempt <= 9; ++attempt) {
    story.refuse(attempt, Overloaded);
    longest_ms.push_back(story.until_wake().ns / 1'000'000);
    story.pass(story.until_wake());
  }
  EXPECT_EQ(longest_ms, (std::vector<std::int64_t>{10, 20, 40, 80, 160, 320, 640, 1'000, 1'000}));

  Story lower({NodeId{1}});
  lower.choices.takes_highest = false;
  lower.begin(next());
  lower.refuse(1, Overloaded);
  EXPECT_EQ(lower.until_wake(), milliseconds(5));
  EXPECT_EQ(lower.choices.labels.back(), "client-backoff");
}

TEST(Retry, SeveralCallsGoTheirOwnWays) {
  Story story;
  EXPECT_EQ(story.begin(next()), "1->1");
  const CallId first = story.call;
  EXPECT_EQ(story.begin(next_with_key()), "2->2");
  EXPECT_EQ(story.client.call_count(), 2U);
  EXPECT_EQ(story.answer(2, number(2)), "done 2");
  EXPECT_NE(story.done.call, first);
  EXPECT_EQ(story.answer(1, number(1)), "done 1");
  EXPECT_EQ(story.done.call, first);
  EXPECT_EQ(story.client.call_count(), 0U);
}

TEST(Retry, AnAnswerThatComesTwiceOrToNobodyIsNothing) {
  Story story;
  story.begin(next());
  EXPECT_EQ(story.answer(99, number(1)), "");
  EXPECT_EQ(story.answer(1, number(1)), "done 1");
  EXPECT_EQ(story.answer(1, number(1)), "");
  EXPECT_EQ(story.lose(1, Sent::Maybe), "");
}

}  // namespace
}  // namespace pawl::client
