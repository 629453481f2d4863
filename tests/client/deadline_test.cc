// Every call ends by its deadline, with what is then known.
#include <gtest/gtest.h>

#include "tests/client/story.h"

namespace pawl::client {
namespace {

using enum ErrorCode;

bool says(const Done& done, std::string_view part) {
  return done.outcome.error().detail.find(part) != std::string::npos;
}

TEST(Deadline, AnUnansweredRequestMayHaveHappened) {
  Story story;
  story.begin(next(), seconds(2));
  EXPECT_EQ(story.until_wake(), seconds(2));
  EXPECT_EQ(story.pass(milliseconds(1'999)), "");
  EXPECT_EQ(story.pass(milliseconds(1)), "done timed-out");
  EXPECT_TRUE(says(story.done, "look before you repeat it")) << story.done.outcome.error().detail;
  EXPECT_EQ(story.client.wake_at(), kNever);
}

TEST(Deadline, AnUnansweredRequestWithAKeyMayBeRepeatedWithIt) {
  Story story;
  story.begin(next_with_key(), milliseconds(2'500));
  EXPECT_EQ(story.pass(seconds(1)), "2->2");
  EXPECT_EQ(story.pass(seconds(1)), "3->3");
  EXPECT_EQ(story.last.timeout, milliseconds(500)) << "no attempt waits longer than its call";
  EXPECT_EQ(story.pass(milliseconds(500)), "done timed-out");
  EXPECT_TRUE(says(story.done, "3 attempts")) << story.done.outcome.error().detail;
  EXPECT_TRUE(says(story.done, "repeat it with the same idempotency key"));
}

TEST(Deadline, ACallThatWasOnlyRefusedEndsAsRefused) {
  Story story;
  story.begin(next(), milliseconds(100));
  for (std::uint64_t attempt = 1; story.client.call_count() > 0; ++attempt) {
    story.refuse(attempt, Overloaded);
    story.pass(story.until_wake());
  }
  EXPECT_EQ(Story::outcome_text(story.done.outcome), "overloaded");
  EXPECT_TRUE(says(story.done, "attempts until the deadline")) << story.done.outcome.error().detail;
}

TEST(Deadline, ACallThatReachedNobodySaysWhom) {
  Story story({NodeId{1}});
  story.begin(next(), milliseconds(10));
  story.lose(1, Sent::No);
  EXPECT_EQ(story.pass(milliseconds(10)), "done not-leader");
  EXPECT_TRUE(says(story.done, "endpoint 1 cannot be reached: is it running?"))
      << story.done.outcome.error().detail;
}

TEST(Deadline, AnUnansweredAttemptAfterRefusalsIsStillOpen) {
  Story story;
  story.begin(next(), seconds(1));
  EXPECT_EQ(story.refuse(1, NotLeader), "2->2");
  EXPECT_EQ(story.pass(seconds(1)), "done timed-out");
  EXPECT_TRUE(says(story.done, "not-leader")) << "what was heard helps the reader";
}

TEST(Deadline, AQueryThatNobodyAnsweredTimesOut) {
  Story story;
  story.begin(get(), milliseconds(500));
  EXPECT_EQ(story.pass(milliseconds(500)), "done timed-out");
  EXPECT_FALSE(says(story.done, "taken effect"));
}

TEST(Deadline, APauseEndsAtTheDeadlineAtTheLatest) {
  Story story;
  story.begin(next(), milliseconds(7));
  story.refuse(1, Overloaded);
  EXPECT_EQ(story.until_wake(), milliseconds(7));
  EXPECT_EQ(story.pass(milliseconds(7)), "done overloaded");
}

TEST(Deadline, AVeryLongOneNeverWraps) {
  Story story;
  story.begin(next(), Duration{INT64_MAX});
  EXPECT_EQ(story.client.wake_at(), kNever);
  EXPECT_EQ(story.pass(seconds(3'600)), "");
  EXPECT_EQ(story.answer(1, number(1)), "done 1");
}

TEST(Deadline, WakingLateDoesEverythingThatIsDue) {
  Story story;
  story.begin(next(), seconds(1));
  story.begin(next_with_key(), seconds(100));
  story.begin(get(), seconds(2));
  EXPECT_EQ(story.pass(seconds(50)), "done timed-out 4->1 done timed-out");
}

}  // namespace
}  // namespace pawl::client
