// How a client finds the leader, stays with it, and leaves it.
#include <gtest/gtest.h>

#include "tests/client/story.h"

namespace pawl::client {
namespace {

using enum ErrorCode;

TEST(Leader, TheFirstNodeIsDrawnAndWhoAnswersIsAskedAgain) {
  Story story;
  EXPECT_EQ(story.begin(next()), "1->1");
  EXPECT_EQ(story.choices.labels, std::vector<std::string>{"client-endpoint"});
  EXPECT_EQ(story.answer(1, number(7)), "done 7");
  EXPECT_EQ(story.done.call, story.call);
  EXPECT_EQ(story.done.attempt_count, 1U);
  EXPECT_EQ(story.begin(next()), "2->1");
}

TEST(Leader, AHintIsFollowedAtOnceAndRemembered) {
  Story story;
  story.begin(next());
  EXPECT_EQ(story.refuse(1, NotLeader, NodeId{3}), "2->3");
  EXPECT_EQ(story.answer(2, number(1)), "done 1");
  EXPECT_EQ(story.done.attempt_count, 2U);
  EXPECT_EQ(story.client.leader(), NodeId{3});
  EXPECT_EQ(story.begin(next()), "3->3");
}

TEST(Leader, AFollowerThatForwardedTellsWhoLeads) {
  Story story;
  story.begin(next());
  EXPECT_EQ(story.answer(1, number(1), NodeId{2}), "done 1");
  EXPECT_EQ(story.begin(next()), "2->2");
}

TEST(Leader, WithoutAHintTheNodesAreAskedInTurnAndThenThereIsAPause) {
  Story story;
  story.begin(next());
  EXPECT_EQ(story.refuse(1, NotLeader), "2->2");
  EXPECT_EQ(story.refuse(2, NotLeader), "3->3");
  EXPECT_EQ(story.refuse(3, NotLeader), "");
  EXPECT_EQ(story.until_wake(), milliseconds(10));
  EXPECT_EQ(story.pass(milliseconds(9)), "");
  EXPECT_EQ(story.pass(milliseconds(1)), "4->1");
}

TEST(Leader, HintsThatLeadInACircleDoNotHoldTheClient) {
  Story story;
  story.begin(next());
  EXPECT_EQ(story.refuse(1, NotLeader, NodeId{2}), "2->2");
  EXPECT_EQ(story.refuse(2, NotLeader, NodeId{1}), "3->1");
  EXPECT_EQ(story.refuse(3, NotLeader, NodeId{2}), "") << "three nodes, three answers: a pause";
  EXPECT_EQ(story.pass(milliseconds(10)), "4->2") << "after it in turn, and so to the third node too";
  EXPECT_EQ(story.refuse(4, NotLeader, NodeId{1}), "5->1");
  EXPECT_EQ(story.refuse(5, NotLeader, NodeId{2}), "6->2");
  EXPECT_EQ(story.refuse(6, NotLeader, NodeId{1}), "");
  EXPECT_EQ(story.pass(milliseconds(20)), "7->3");
}

TEST(Leader, ANodeThatNamesItselfButRefusesIsNotBelieved) {
  Story story;
  story.begin(next());
  EXPECT_EQ(story.refuse(1, NotLeader, NodeId{1}), "2->2");
}

TEST(Leader, AHintOutsideTheKnownNodesIsNoHintUntilTheNodeIsAdded) {
  Story story;
  story.begin(next());
  EXPECT_EQ(story.refuse(1, NotLeader, NodeId{9}), "2->2");
  story.client.add_endpoint(NodeId{9});
  story.client.add_endpoint(NodeId{9});
  EXPECT_EQ(story.refuse(2, NotLeader, NodeId{9}), "3->9");
}

TEST(Leader, ALeaderThatCannotBeReachedIsLeft) {
  Story story;
  story.begin(next());
  story.answer(1, number(1), NodeId{3});
  EXPECT_EQ(story.begin(next()), "2->3");
  EXPECT_EQ(story.lose(2, Sent::No), "3->2");
  EXPECT_EQ(story.client.leader(), std::nullopt);
}

TEST(Leader, ALeavingNodeIsLeftAtOnceAndABusyOneIsGivenTime) {
  Story story;
  story.begin(next());
  EXPECT_EQ(story.refuse(1, ShuttingDown), "2->2");
  EXPECT_EQ(story.refuse(2, NotLeader, NodeId{3}), "3->3");
  EXPECT_EQ(story.refuse(3, Overloaded), "");
  EXPECT_EQ(story.pass(milliseconds(10)), "4->3") << "the leader is asked again: no other can serve";
}

TEST(Leader, TheOnlyNodeIsAskedAgainAfterEachPause) {
  Story story({NodeId{5}});
  EXPECT_EQ(story.begin(next()), "1->5");
  EXPECT_EQ(story.lose(1, Sent::No), "");
  EXPECT_EQ(story.pass(milliseconds(10)), "2->5");
  EXPECT_EQ(story.refuse(2, NotLeader), "");
  EXPECT_EQ(story.pass(milliseconds(20)), "3->5");
}

TEST(Leader, ALateAnswerToACallThatIsOverStillTeaches) {
  Story story;
  story.begin(next(), seconds(1));
  EXPECT_EQ(story.pass(seconds(1)), "done timed-out");
  EXPECT_EQ(story.answer(1, number(4), NodeId{2}), "");
  EXPECT_EQ(story.client.leader(), NodeId{2});
}

}  // namespace
}  // namespace pawl::client
