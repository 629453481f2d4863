// What a client sees of sequences: the tutorial's story, creating twice, using up, deleting, listing.
#include <gtest/gtest.h>

#include "tests/machine/story.h"

namespace pawl::machine {
namespace {

TEST(Sequences, TheTutorial) {
  Story story;
  EXPECT_EQ(story.create("orders"), "created r0 current 0");
  EXPECT_EQ(story.next("orders", "create-order-1001"), "r1 1..1");
  EXPECT_EQ(story.reserve("orders", 5, "worker-a-batch-1"), "r2 2..6");
  EXPECT_EQ(story.get("orders"), "r2 current 6");
  EXPECT_EQ(story.next("orders"), "r3 7..7");
  EXPECT_EQ(story.remove("orders"), "deleted");
  EXPECT_EQ(story.get("orders"), "not-found");
  EXPECT_EQ(story.create("orders", {.initial = 1000}), "created r0 current 1000");
}

TEST(Sequences, CreatingAgainWithEqualParametersChangesNothing) {
  Story story;
  const SequenceParameters parameters{.initial = 3, .increment = 2, .min = 1, .max = 99, .cycle = true};
  EXPECT_EQ(story.create("s", parameters), "created r0 current 3");
  EXPECT_EQ(story.next("s"), "r1 5..5");
  const Digest before = story.machine.digest();
  EXPECT_EQ(story.create("s", parameters), "exists r1 current 5");
  EXPECT_EQ(story.machine.digest(), before);
}

TEST(Sequences, CreatingAgainWithOtherParametersSaysWhatIsThere) {
  Story story;
  story.create("s", {.initial = 3, .increment = 2, .max = 99});
  for (const SequenceParameters& other : {
           SequenceParameters{.initial = 4, .increment = 2, .max = 99},
           SequenceParameters{.initial = 3, .increment = 3, .max = 99},
           SequenceParameters{.initial = 3, .increment = 2, .min = 0, .max = 99},
           SequenceParameters{.initial = 3, .increment = 2, .max = 98},
           SequenceParameters{.initial = 3, .increment = 2},
           SequenceParameters{.initial = 3, .increment = 2, .max = 99, .cycle = true},
       }) {
    const Outcome outcome = story.ask(SequenceCreate{"s", other});
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code, ErrorCode::AlreadyExists);
    EXPECT_NE(outcome.error().detail.find("initial 3 increment 2 min - max 99 cycle no"), std::string::npos)
        << outcome.error().detail;
  }
}

TEST(Sequences, AMissingSequenceIsRefusedOrBegunAsAsked) {
  Story story;
  EXPECT_EQ(story.next("s"), "not-found");
  EXPECT_EQ(story.remove("s"), "not-found");
  EXPECT_EQ(story.ask(SequenceReserve{"s", 1}).error().detail,
            "there is no sequence of that name: create it first");
  EXPECT_EQ(story.ask(SequenceDelete{"s"}).error().detail,
            "there is no sequence of that name: nothing to delete");
  EXPECT_EQ(story.machine.sequence_count(), 0U);
  EXPECT_EQ(text(story.ask(SequenceReserve{"s", 3, OnMissing::Create})), "r1 1..3");
  EXPECT_EQ(text(story.ask(SequenceReserve{"s", 1, OnMissing::Create})), "r2 4..4");
  EXPECT_EQ(story.create("s"), "exists r2 current 4");
}

TEST(Sequences, ExhaustionTellsWhatIsLeftAndTakesNothing) {
  Story story;
  story.create("s", {.max = 12});
  EXPECT_EQ(story.reserve("s", 8), "r1 1..8");
  const Digest before = story.machine.digest();
  const Outcome outcome = story.ask(SequenceReserve{"s", 5});
  ASSERT_EQ(text(outcome), "exhausted");
  EXPECT_NE(outcome.error().detail.find("4 left"), std::string::npos) << outcome.error().detail;
  EXPECT_EQ(story.machine.digest(), before);
  EXPECT_EQ(story.reserve("s", 4), "r2 9..12");
  EXPECT_EQ(story.next("s"), "exhausted");
  EXPECT_EQ(story.get("s"), "r2 current 12");
}

TEST(Sequences, ACycleIsNotTornAndSaysSo) {
  Story story;
  story.create("s", {.max = 3, .cycle = true});
  EXPECT_EQ(story.reserve("s", 2), "r1 1..2");
  const Outcome outcome = story.ask(SequenceReserve{"s", 2});
  ASSERT_EQ(text(outcome), "exhausted");
  EXPECT_NE(outcome.error().detail.find("1 left before the cycle begins again"), std::string::npos)
      << outcome.error().detail;
  EXPECT_EQ(story.next("s"), "r2 3..3");
  EXPECT_EQ(story.next("s"), "r3 1..1");
}

TEST(Sequences, EveryCreationOfANameIsAnotherIncarnation) {
  Story story;
  const auto incarnation = [&](const Outcome& outcome) {
    return std::get<Created>(*outcome).sequence.incarnation;
  };
  const auto first = incarnation(story.ask(SequenceCreate{"a", {}}));
  const auto other = incarnation(story.ask(SequenceCreate{"b", {}}));
  const Outcome deleted = story.ask(SequenceDelete{"a"});
  EXPECT_EQ(std::get<Deleted>(*deleted).incarnation, first);
  const auto second = incarnation(story.ask(SequenceCreate{"a", {}}));
  EXPECT_LT(first, other);
  EXPECT_LT(other, second);
  EXPECT_EQ(std::get<Reserved>(*story.ask(SequenceReserve{"a", 1})).incarnation, second);
}

TEST(Sequences, ListingPagesThroughAPrefix) {
  Story story;
  for (const char* name : {"b", "a/2", "a/1", "a/3", "a", "c"}) story.create(name);
  EXPECT_EQ(story.list({}), "a a/1 a/2 a/3 b c .");
  EXPECT_EQ(story.list({.prefix = "a/"}), "a/1 a/2 a/3 .");
  EXPECT_EQ(story.list({.prefix = "a/", .after = std::nullopt, .limit = 2}), "a/1 a/2 ...");
  EXPECT_EQ(story.list({.prefix = "a/", .after = "a/2", .limit = 2}), "a/3 .");
  EXPECT_EQ(story.list({.prefix = "a/", .after = "a/3", .limit = 2}), ".");
  // A place outside the prefix moves to its beginning or its end.
  EXPECT_EQ(story.list({.prefix = "a/", .after = "A"}), "a/1 a/2 a/3 .");
  EXPECT_EQ(story.list({.prefix = "a/", .after = "b"}), ".");
  EXPECT_EQ(story.list({.prefix = "nothing"}), ".");
  EXPECT_EQ(story.list({.prefix = "", .after = "b", .limit = 1}), "c .");
}

}  // namespace
}  // namespace pawl::machine
