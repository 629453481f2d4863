// Goal: the oracle of answers objects to the smallest wrong answer of each kind, and to no right one. Method:
// a log is written and committed by hand, a client asks, and a node is made to answer.

#include "sim/pawl/oracle/answers.h"

#include <gtest/gtest.h>

#include "core/node/command.h"
#include "sim/choice/stream.h"
#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {
namespace {

using machine::Outcome;
using machine::Request;

Request next(const std::string& name, std::optional<std::string> key = {}) {
  return {std::move(key), machine::SequenceReserve{name, 1, machine::OnMissing::Create}};
}
Outcome reserved(std::int64_t value) {
  return machine::Reserved{.first = value,
                           .last = value,
                           .count = 1,
                           .increment = 1,
                           .revision = static_cast<std::uint64_t>(value),
                           .incarnation = 1};
}
Outcome refused(ErrorCode code) { return std::unexpected(Error{code, "in any words"}); }
Outcome found(std::int64_t current) {
  return machine::Found{{"n", {}, current, static_cast<std::uint64_t>(current), 1}};
}

struct Rig {
  Rig() {
    options.raft.self = NodeId{1};
    for (std::uint64_t n = 1; n <= 3; ++n) options.raft.members.voters.push_back(NodeId{n});
    machine.emplace(options, node::Boot{}, Now{}, choices);
    answers.emplace(3, kOnlyGroup, options, Beginning{}, findings);
    status = machine->status();
    status.raft.leader = NodeId{1};
    status.raft.term = Term{1};
  }
  void ask(std::uint64_t client, node::Ask content, node::WhenNotLeader way = node::WhenNotLeader::Refuse,
           std::uint64_t node = 1) {
    answers->asked(NodeId{node}, {ClientRef{client}, std::move(content), way}, book);
  }
  /// One more entry with these requests is written and committed.
  void commit(std::vector<Request> requests) {
    raft::Entry entry;
    entry.index = book.committed_last().next();
    entry.term = Term{1};
    entry.command = std::make_shared<const Command>(Command{{}, {}, std::move(requests)});
    raft::LogWrite write;
    write.append.push_back(entry);
    book.wrote(NodeId{1}, write);
    node::Persist persist;
    persist.log = write;
    disk.apply(std::move(persist));
    raft::Status at;
    at.term = Term{1};
    at.commit = entry.index;
    const DiskImage* disks[3] = {&disk, &disk, &disk};
    book.committed(NodeId{1}, at, disks);
    answers->committed(book);
  }
  void answer(std::uint64_t client, Outcome outcome, std::uint64_t hint = 0, std::uint64_t node = 1) {
    const node::ClientReply reply{ClientRef{client}, std::move(outcome), NodeId{hint}};
    const node::ClientReply* replies[] = {&reply};
    answers->stepped({NodeId{node}, 1, *machine, status, nullptr, {}, replies});
  }
  void rest(std::uint64_t node = 1) {
    answers->stepped({NodeId{node}, 1, *machine, status, nullptr, {}, {}});
  }
  std::string verdict() const { return findings.is_clean() ? "" : findings.violation()->oracle; }

  Findings findings;
  LogBook book{3, {}, findings};
  DiskImage disk;
  Stream choices{1, "core.1"};
  node::Options options;
  node::Status status;
  std::optional<node::Node> machine;
  std::optional<Answers> answers;
};

TEST(Answers, WhatTheCommittedEntrySaysPasses) {
  Rig rig;
  rig.ask(1, next("n"));
  rig.ask(2, next("n"));
  rig.commit({next("n"), next("n")});
  rig.answer(2, reserved(2));
  rig.answer(1, reserved(1));
  EXPECT_EQ(rig.verdict(), "");
  EXPECT_EQ(rig.answers->judged(), 2U);
}

TEST(Answers, ADifferenceInAnyFieldIsFound) {
  Rig rig;
  rig.ask(1, next("n"));
  rig.commit({next("n")});
  machine::Reserved wrong = std::get<machine::Reserved>(*reserved(1));
  wrong.increment = 2;
  rig.answer(1, wrong);
  EXPECT_EQ(rig.verdict(), oracle::kModel);
}

TEST(Answers, APlaceInTheLogAnswersOneAttemptWithoutAKey) {
  Rig rig;
  for (std::uint64_t client = 1; client <= 3; ++client) rig.ask(client, next("n"));
  rig.commit({next("n")});
  rig.answer(1, reserved(1));
  EXPECT_EQ(rig.verdict(), "");
  rig.answer(2, reserved(1));
  EXPECT_EQ(rig.verdict(), oracle::kModel);
}

TEST(Answers, AKeysAnswerMayBeToldAgain) {
  Rig rig;
  rig.ask(1, next("n", "k"));
  rig.ask(2, next("n", "k"));
  rig.commit({next("n", "k")});
  rig.answer(1, reserved(1));
  rig.answer(2, reserved(1));
  EXPECT_EQ(rig.verdict(), "");
}

TEST(Answers, AnEntryFromBeforeTheQuestionIsNoAnswer) {
  Rig rig;
  rig.ask(1, next("n"));
  rig.ask(2, next("n"));
  rig.commit({next("n")});
  rig.ask(3, next("n"));
  rig.answer(3, reserved(1));
  EXPECT_EQ(rig.verdict(), oracle::kModel);
}

TEST(Answers, ARefusalOfTheObjectsIsJudgedLikeAnAnswer) {
  Rig rig;
  const Request remove{std::nullopt, machine::SequenceDelete{"n"}};
  rig.ask(1, remove);
  rig.ask(2, remove);
  rig.commit({remove, remove});
  rig.answer(1, refused(ErrorCode::NotFound));
  EXPECT_EQ(rig.verdict(), "");
  rig.answer(2, refused(ErrorCode::Exhausted));
  EXPECT_EQ(rig.verdict(), oracle::kModel);
}

TEST(Answers, AQueryMayBeAnsweredAsOfAnyIndexBetween) {
  for (const std::int64_t told : {1, 2, 3, 4, 5}) {
    Rig rig;
    for (std::uint64_t client = 1; client <= 4; ++client) rig.ask(client, next("n"));
    rig.commit({next("n")});
    rig.commit({next("n")});
    rig.ask(9, machine::Query{machine::SequenceGet{"n"}});
    rig.commit({next("n")});
    rig.commit({next("n")});
    rig.answer(9, found(told));
    EXPECT_EQ(rig.verdict(), told >= 2 && told <= 4 ? "" : oracle::kModel) << told;
  }
}

TEST(Answers, AListingIsComparedToTheLastName) {
  Rig rig;
  rig.ask(1, next("a"));
  rig.ask(2, next("b"));
  rig.commit({next("a"), next("b")});
  rig.ask(3, machine::Query{machine::SequenceList{}});
  machine::Listed listed;
  listed.sequences.push_back({"a", {}, 1, 1, 1});
  listed.sequences.push_back({"b", {}, 1, 1, 2});
  rig.answer(3, listed);
  EXPECT_EQ(rig.verdict(), "");
  rig.ask(4, machine::Query{machine::SequenceList{"", std::nullopt, 1}});
  listed.sequences.pop_back();
  rig.answer(4, listed);
  EXPECT_EQ(rig.verdict(), oracle::kModel) << "it does not say that there is more";
}

TEST(Answers, WhatWasRefusedMustNotHappen) {
  Rig rig;
  rig.ask(1, next("n"));
  rig.answer(1, refused(ErrorCode::ShuttingDown));
  EXPECT_EQ(rig.verdict(), oracle::kModel) << "nobody asked the node to leave";
  Rig leaving;
  leaving.status.is_retiring = true;
  leaving.ask(1, next("n"));
  leaving.answer(1, refused(ErrorCode::ShuttingDown));
  EXPECT_EQ(leaving.verdict(), "");
  leaving.commit({next("n")});
  EXPECT_EQ(leaving.verdict(), oracle::kRefused);
}

TEST(Answers, NothingIsCommittedThatNobodyAskedFor) {
  Rig rig;
  rig.ask(1, next("n"));
  rig.commit({next("n")});
  EXPECT_EQ(rig.verdict(), "");
  rig.commit({next("n")});
  EXPECT_EQ(rig.verdict(), oracle::kRefused);
}

TEST(Answers, WhatMayHaveHappenedMayHappen) {
  Rig rig;
  rig.ask(1, next("n"));
  rig.answer(1, refused(ErrorCode::LeadershipLost));
  rig.commit({next("n")});
  EXPECT_EQ(rig.verdict(), "");
}

TEST(Answers, MalformedIsWhatTheModelCallsMalformed) {
  Rig rig;
  rig.ask(1, machine::Query{machine::SequenceList{"", std::nullopt, 0}});
  rig.answer(1, refused(ErrorCode::InvalidArgument));
  EXPECT_EQ(rig.verdict(), "");
  rig.ask(2, machine::Query{machine::SequenceList{"", std::nullopt, 1}});
  rig.answer(2, refused(ErrorCode::InvalidArgument));
  EXPECT_EQ(rig.verdict(), oracle::kModel);
  Rig lax;
  lax.ask(1, machine::Query{machine::SequenceGet{""}});
  lax.answer(1, refused(ErrorCode::NotFound));
  EXPECT_EQ(lax.verdict(), oracle::kModel);
  Rig laxer;
  laxer.ask(1, next(""));
  laxer.commit({next("")});
  EXPECT_EQ(laxer.verdict(), oracle::kModel);
}

TEST(Answers, OnlyAFullNodeIsOverloaded) {
  Rig rig;
  rig.ask(1, next("n"));
  rig.status.waiting_requests = rig.options.waiting_count_max;
  rig.answer(1, refused(ErrorCode::Overloaded));
  EXPECT_EQ(rig.verdict(), "");
  Rig idle;
  idle.ask(1, next("n"));
  idle.answer(1, refused(ErrorCode::Overloaded));
  EXPECT_EQ(idle.verdict(), oracle::kModel);
}

TEST(Answers, WhoKnowsTheLeaderSaysSo) {
  Rig rig;
  rig.rest(2);
  rig.ask(1, next("n"), node::WhenNotLeader::Refuse, 2);
  rig.answer(1, refused(ErrorCode::NotLeader), 1, 2);
  EXPECT_EQ(rig.verdict(), "");
  rig.ask(2, next("n"), node::WhenNotLeader::Refuse, 2);
  rig.answer(2, refused(ErrorCode::NotLeader), 0, 2);
  EXPECT_EQ(rig.verdict(), oracle::kGuidance);
}

TEST(Answers, WhatIsToBeBroughtToTheLeaderIsBrought) {
  Rig rig;
  rig.rest(2);
  rig.ask(1, next("n"), node::WhenNotLeader::Forward, 2);
  rig.answer(1, refused(ErrorCode::NotLeader), 1, 2);
  EXPECT_EQ(rig.verdict(), oracle::kGuidance);
  // A step later the refusal may be the leader's own.
  Rig brought;
  brought.rest(2);
  brought.ask(1, next("n"), node::WhenNotLeader::Forward, 2);
  brought.rest(2);
  brought.answer(1, refused(ErrorCode::NotLeader), 1, 2);
  EXPECT_EQ(brought.verdict(), "");
}

TEST(Answers, NobodyIsAnsweredTwiceOrAfterARestart) {
  Rig rig;
  rig.ask(1, next("n", "k"));
  rig.commit({next("n", "k")});
  rig.answer(1, reserved(1));
  rig.answer(1, reserved(1));
  EXPECT_EQ(rig.verdict(), oracle::kModel);
  Rig again;
  again.ask(1, next("n", "k"));
  again.answers->booted(NodeId{1}, again.status);
  again.commit({next("n", "k")});
  again.answer(1, reserved(1));
  EXPECT_EQ(again.verdict(), oracle::kModel);
}

}  // namespace
}  // namespace pawl::sim
