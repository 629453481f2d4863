// Goal: the judgement objects to every way in which a sequencer can break its promise, and to nothing else.
// Method: histories written by hand, each with the oracle that must object.

#include "sim/pawl/oracle/judgement.h"
#include "sim/pawl/oracle/rules.h"

#include <gtest/gtest.h>

namespace pawl::sim {
namespace {

using machine::Outcome;

struct Told {
  Plan plan;
  Chronicle chronicle;
  Told() { plan.clients.push_back(ClientPlan{}); }

  std::size_t ask(const std::optional<std::string>& key = std::nullopt, std::int64_t count = 1) {
    return chronicle.begin(next_process++, machine::Request{key, machine::SequenceReserve{"s0-0", count}},
                           SimTime{});
  }
  void answer(std::size_t call, std::int64_t first, std::int64_t last, std::uint64_t revision) {
    chronicle.end(call, machine::Reserved{first, last, last - first + 1, 1, revision, 1}, 1, SimTime{});
  }
  void reserve(std::int64_t first, std::int64_t last, std::uint64_t revision) {
    answer(ask(std::nullopt, last - first + 1), first, last, revision);
  }
  void fail(std::size_t call, ErrorCode code) {
    chronicle.end(call, std::unexpected(Error{code, ""}), 1, SimTime{});
  }
  void read(std::int64_t current, std::uint64_t revision) {
    const std::size_t call =
        chronicle.begin(next_process++, machine::Query{machine::SequenceGet{"s0-0"}}, SimTime{});
    machine::Sequence sequence;
    sequence.name = "s0-0";
    sequence.current = current;
    sequence.revision = revision;
    sequence.incarnation = 1;
    chronicle.end(call, machine::Found{sequence}, 1, SimTime{});
  }
  std::string verdict() const {
    Findings findings;
    (void)judge(chronicle, plan, findings);
    return findings.is_clean() ? "" : findings.violation()->oracle;
  }
  std::int64_t next_process = 0;
};

TEST(Judgement, AGoodHistoryIsGood) {
  Told told;
  told.reserve(1, 1, 1);
  told.reserve(2, 6, 2);
  told.read(6, 2);
  told.fail(told.ask(), ErrorCode::Overloaded);
  told.reserve(7, 7, 3);
  EXPECT_EQ(told.verdict(), "");
}

TEST(Judgement, ARepeatedNumberIsFound) {
  Told told;
  told.reserve(1, 1, 1);
  told.reserve(1, 1, 2);
  EXPECT_EQ(told.verdict(), oracle::kIssued);
}

TEST(Judgement, AGapThatNobodyFilledIsFound) {
  Told told;
  told.reserve(1, 1, 1);
  told.reserve(3, 3, 2);
  EXPECT_EQ(told.verdict(), oracle::kIssued);
}

TEST(Judgement, AGapBehindAnUnknownCallIsAllowed) {
  Told told;
  told.reserve(1, 1, 1);
  told.fail(told.ask(), ErrorCode::TimedOut);
  told.reserve(3, 3, 3);
  EXPECT_EQ(told.verdict(), "");
}

TEST(Judgement, AFailedCallThatHadEffectIsFound) {
  Told told;
  told.reserve(1, 1, 1);
  told.fail(told.ask(), ErrorCode::NotLeader);
  told.reserve(3, 3, 3);
  EXPECT_EQ(told.verdict(), oracle::kIssued);
}

TEST(Judgement, AStaleReadIsFound) {
  Told told;
  told.reserve(1, 1, 1);
  told.reserve(2, 2, 2);
  told.read(1, 1);
  EXPECT_EQ(told.verdict(), oracle::kHistory);
}

TEST(Judgement, NumbersAgainstRealTimeAreFound) {
  Told told;
  const std::size_t slow = told.ask();
  told.reserve(2, 2, 2);
  told.answer(slow, 1, 1, 1);
  EXPECT_EQ(told.verdict(), "") << "they overlap";
  Told wrong;
  wrong.reserve(2, 2, 2);
  wrong.reserve(1, 1, 1);
  EXPECT_EQ(wrong.verdict(), oracle::kHistory);
}

TEST(Judgement, ASecondAnswerUnderOneKeyIsFound) {
  Told told;
  told.answer(told.ask("k"), 1, 1, 1);
  told.answer(told.ask("k"), 1, 1, 1);
  EXPECT_EQ(told.verdict(), "");
  told.answer(told.ask("k"), 2, 2, 2);
  EXPECT_EQ(told.verdict(), oracle::kKeys);
}

TEST(Judgement, FewerNumbersThanAskedForAreFound) {
  Told told;
  const std::size_t call = told.ask(std::nullopt, 5);
  told.chronicle.end(call, machine::Reserved{1, 4, 5, 1, 1, 1}, 1, SimTime{});
  EXPECT_EQ(told.verdict(), oracle::kIssued);
}

}  // namespace
}  // namespace pawl::sim
