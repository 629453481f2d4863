// The state leaves as rows and comes back from them: what changed, once, in order, and nothing else.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/machine/story.h"

namespace pawl::machine {
namespace {

std::string text(const RowKey& key) {
  return std::visit(Overloaded{
                        [](const SequenceRowKey& sequence) { return sequence.name; },
                        [](const RequestRowKey& request) { return "#" + std::to_string(request.order); },
                        [](const HeadRowKey&) { return std::string("head"); },
                    },
                    key);
}

/// "a b- #1 head": the keys in their order, a minus after those that go away.
std::string changes(StateMachine& machine) {
  std::string joined;
  for (const RowChange& change : machine.take_row_changes()) {
    if (change.row) {
      EXPECT_EQ(key_of(*change.row), change.key);
    }
    joined += (joined.empty() ? "" : " ") + text(change.key) + (change.row ? "" : "-");
  }
  return joined;
}

StoredState stored(std::vector<Row> rows) {
  StoredState state;
  for (Row& row : rows) state.add(std::move(row));
  return state;
}

TEST(Rows, EachChangeLeavesOnce) {
  Story story;
  EXPECT_EQ(changes(story.machine), "");
  story.create("b");
  story.create("a");
  story.next("a");
  story.next("a");
  EXPECT_EQ(changes(story.machine), "a b head");
  EXPECT_EQ(changes(story.machine), "");
  story.next("b", "k");
  EXPECT_EQ(changes(story.machine), "b #1 head");
  story.next("b", "k");
  story.next("missing");
  EXPECT_EQ(changes(story.machine), "") << "what changes nothing writes nothing";
  story.remove("b");
  EXPECT_EQ(changes(story.machine), "b-");
}

TEST(Rows, TheNewestFormLeaves) {
  Story story;
  story.create("s");
  story.reserve("s", 7);
  const RowChanges rows = story.machine.take_row_changes();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(std::get<Sequence>(*rows[0].row).current, 7);
  EXPECT_EQ(std::get<MachineHead>(*rows[1].row), story.machine.head());
}

TEST(Rows, DeletedAndMadeAgainIsOneRow) {
  Story story;
  story.create("s");
  EXPECT_EQ(changes(story.machine), "s head");
  const std::vector<Request> requests{
      {{}, SequenceDelete{"s"}}, {{}, SequenceCreate{"s", {.initial = 5}}}, {{}, SequenceReserve{"s", 1}}};
  std::vector<Outcome> outcomes;
  story.machine.apply({}, requests, outcomes);
  EXPECT_EQ(changes(story.machine), "s head");
  EXPECT_EQ(StateMachine(Retention{}, stored(story.machine.rows())).digest(), story.machine.digest());
}

TEST(Rows, MadeAndDeletedInOneEntryLeavesNoTrace) {
  Story story;
  const Digest empty = story.machine.digest();
  const std::vector<Request> requests{{{}, SequenceCreate{"s", {}}}, {{}, SequenceDelete{"s"}}};
  std::vector<Outcome> outcomes;
  story.machine.apply({}, requests, outcomes);
  EXPECT_EQ(changes(story.machine), "s- head");
  EXPECT_NE(story.machine.digest(), empty) << "the incarnation is used up";
  EXPECT_EQ(story.machine.sequence_count(), 0U);
}

TEST(Rows, ForgottenRequestsGoAway) {
  Story story({.time = seconds(100), .count = 2});
  story.create("s");
  const std::int64_t ms = story.wall.ns / 1'000'000;
  for (int i = 1; i <= 2; ++i) story.next("s", key_of_time(ms + i));
  EXPECT_EQ(changes(story.machine), "s #1 #2 head");
  story.next("s", key_of_time(ms + 3));
  EXPECT_EQ(changes(story.machine), "s #1- #3 head");
  for (int i = 4; i <= 8; ++i) story.next("s", key_of_time(ms + i));
  EXPECT_EQ(changes(story.machine), "s #2- #3- #7 #8 head")
      << "what came and went in between never was a row";
}

TEST(Rows, AMachineRebuiltFromRowsInAnyOrderGoesOnAsBefore) {
  Story story({.time = seconds(100), .count = 2});
  story.create("s", {.increment = -3, .min = -100});
  story.create("t", {.max = 2, .cycle = true});
  const std::int64_t ms = story.wall.ns / 1'000'000;
  for (int i = 1; i <= 3; ++i) story.next("s", key_of_time(ms + i));
  std::vector<Row> rows = story.machine.rows();
  std::ranges::reverse(rows);

  Story rebuilt({.time = seconds(100), .count = 2});
  rebuilt.machine = StateMachine({.time = seconds(100), .count = 2}, stored(std::move(rows)));
  EXPECT_EQ(rebuilt.machine.digest(), story.machine.digest());
  EXPECT_EQ(changes(rebuilt.machine), "") << "what came from the disk need not go there again";
  EXPECT_EQ(rebuilt.next("s", key_of_time(ms + 3)), "r3 -9..-9");
  EXPECT_EQ(rebuilt.next("s", key_of_time(ms + 1)), "key-expired");
  EXPECT_EQ(rebuilt.next("s"), "r4 -12..-12");
}

TEST(Rows, WordsOfErrorsDoNotCountForTheDigest) {
  RememberedRequest request{
      .order = 1, .name = "s", .key = "k", .answer = std::unexpected(Error{ErrorCode::NotFound, "x"})};
  const Digest before = digest_of(request);
  request.answer = std::unexpected(Error{ErrorCode::NotFound, "y"});
  EXPECT_EQ(digest_of(request), before);
  request.answer = std::unexpected(Error{ErrorCode::Exhausted, "x"});
  EXPECT_NE(digest_of(request), before);
}

TEST(Rows, EveryFieldOfASequenceCountsForItsDigest) {
  const Sequence base{.name = "s", .parameters = {.min = 0, .max = 0}, .current = 0};
  std::vector<Sequence> others(9, base);
  others[0].name = "t";
  others[1].parameters.initial = 1;
  others[2].parameters.increment = 2;
  others[3].parameters.min.reset();
  others[4].parameters.max.reset();
  others[5].parameters.cycle = true;
  others[6].current = 1;
  others[7].revision = 1;
  others[8].incarnation = 1;
  for (const Sequence& other : others) EXPECT_NE(digest_of(other), digest_of(base)) << &other - others.data();
}

TEST(Rows, DoubtfulRowsStopTheNode) {
  const auto record = [](std::uint64_t order) {
    return RememberedRequest{.order = order, .name = "s", .key = "k", .answer = Deleted{1}};
  };
  const auto rebuild = [](std::vector<Row> rows) {
    StateMachine machine(Retention{}, stored(std::move(rows)));
  };
  EXPECT_DEATH(rebuild({MachineHead{.next_order = 4}, record(1), record(3)}), "")
      << "a hole among the records";
  EXPECT_DEATH(rebuild({record(1)}), "") << "a record that the head does not know";
  EXPECT_DEATH(rebuild({Sequence{.name = "s", .incarnation = 1}}), "") << "an incarnation still to come";
  EXPECT_DEATH(rebuild({MachineHead{.next_incarnation = 2}, Sequence{.name = "s"}, Sequence{.name = "s"}}),
               "");
}

}  // namespace
}  // namespace pawl::machine
