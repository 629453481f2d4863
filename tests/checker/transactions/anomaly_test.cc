// Goal: each anomaly of the literature gets its name, its proof and its levels. Method: the smallest history
// of each, written from the definitions: Adya 1999 (chapters 3 and 4), Adya, Liskov and O'Neil 2000, Elle
// 2020.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "checker/history/event_reader.h"
#include "checker/transactions/judge.h"
#include "checker/transactions/verify.h"

namespace pawl::checker {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Judged {
  TransactionLog log;
  LevelReport report;
};

// Lines `PROCESS TYPE VALUE`, as in "0 invoke [[:r :x nil]]".
Judged judge(const std::string& lines) {
  std::string text;
  std::size_t begin = 0;
  while (begin < lines.size()) {
    const std::size_t end = lines.find('\n', begin);
    const std::string line = lines.substr(begin, end - begin);
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', first + 1);
    text += "[" + line.substr(0, first) + " :" + line.substr(first + 1, second - first - 1) + " :txn " +
            line.substr(second + 1) + "]\n";
    begin = end == std::string::npos ? lines.size() : end + 1;
  }
  auto history = read_history(ByteSource::memory(text));
  EXPECT_TRUE(history.has_value()) << (history ? "" : history.error().what);
  Judged judged{.log = log_of(*history, Value{}, false), .report = {}};
  judged.report = judge_transactions(judged.log);
  EXPECT_EQ(judged.report.rejected_count, 0u);
  for (const Contradiction& found : judged.report.found)
    EXPECT_TRUE(verify_contradiction(judged.log, found).has_value()) << explain(judged.log, found);
  return judged;
}

// All at the same time, each of its own process: `[[...]]` of each, as it was answered.
std::string together(const std::vector<std::string>& transactions) {
  std::string text;
  const auto asked = [](std::string value) {
    for (std::size_t at = 0; (at = value.find("[:r ", at)) != std::string::npos; ++at) {
      const std::size_t answer = value.find(' ', at + 4) + 1;
      const bool is_list = value[answer] == '[';
      const std::size_t end = is_list ? value.find(']', answer) + 1 : value.find(']', answer);
      value.replace(answer, end - answer, "nil");
    }
    return value;
  };
  for (std::size_t i = 0; i < transactions.size(); ++i)
    text += std::to_string(i) + " invoke " + asked(transactions[i]) + "\n";
  for (std::size_t i = 0; i < transactions.size(); ++i)
    text += std::to_string(i) + " ok " + transactions[i] + "\n";
  return text;
}

std::vector<std::string> names(const Judged& judged) {
  std::vector<std::string> all;
  for (const Contradiction& found : judged.report.found) all.push_back(name_of(found));
  return all;
}

std::vector<std::string> texts(const std::vector<Level>& levels) {
  std::vector<std::string> all;
  for (const Level level : levels) all.emplace_back(level_name(level));
  return all;
}

void expect_levels(const Judged& judged, const std::vector<std::string>& holding,
                   const std::vector<std::string>& refuted) {
  EXPECT_EQ(texts(judged.report.strongest_holding()), holding);
  EXPECT_EQ(texts(judged.report.weakest_refuted()), refuted);
}

// G0, write cycle: Adya 1999, definition 4.1 (PL-1).
TEST(Anomaly, WriteCycle) {
  const Judged judged = judge(together({"[[:append :x 1] [:append :y 1]]", "[[:append :x 2] [:append :y 2]]",
                                        "[[:r :x [1 2]] [:r :y [2 1]]]"}));
  EXPECT_THAT(names(judged), Contains("G0"));
  expect_levels(judged, {}, {"read-uncommitted"});
}

// G1a, aborted read: Adya 1999, 4.2 (PL-2).
TEST(Anomaly, AbortedReadOfAList) {
  const Judged judged = judge(
      "0 invoke [[:append :x 1]]\n0 fail [[:append :x 1]]\n"
      "1 invoke [[:r :x nil]]\n1 ok [[:r :x [1]]]");
  EXPECT_THAT(names(judged), Contains("G1a (aborted read)"));
  expect_levels(judged, {"read-uncommitted"}, {"read-committed"});
}
TEST(Anomaly, AbortedReadOfARegister) {
  const Judged judged =
      judge("0 invoke [[:w :x 1]]\n0 fail [[:w :x 1]]\n1 invoke [[:r :x nil]]\n1 ok [[:r :x 1]]");
  EXPECT_THAT(names(judged), Contains("G1a (aborted read)"));
  expect_levels(judged, {"read-uncommitted"}, {"read-committed"});
}

// G1b, intermediate read: Adya 1999, 4.2.
TEST(Anomaly, IntermediateReadOfAList) {
  const Judged judged = judge(together({"[[:append :x 1] [:append :x 2]]", "[[:r :x [1]]]"}));
  EXPECT_THAT(names(judged), Contains("G1b (intermediate read)"));
  expect_levels(judged, {"read-uncommitted"}, {"read-committed"});
}
TEST(Anomaly, IntermediateReadOfARegister) {
  const Judged judged = judge(together({"[[:w :x 1] [:w :x 2]]", "[[:r :x 1]]"}));
  EXPECT_THAT(names(judged), Contains("G1b (intermediate read)"));
  expect_levels(judged, {"read-uncommitted"}, {"read-committed"});
}

// G1c, circular information flow: Adya 1999, 4.2.
TEST(Anomaly, CircularInformationOfLists) {
  const Judged judged = judge(together({"[[:append :x 1] [:r :y [1]]]", "[[:append :y 1] [:r :x [1]]]"}));
  EXPECT_THAT(names(judged), Contains("G1c"));
  expect_levels(judged, {"read-uncommitted"}, {"read-committed"});
}
TEST(Anomaly, CircularInformationOfRegisters) {
  const Judged judged = judge(together({"[[:w :x 1] [:r :y 1]]", "[[:w :y 1] [:r :x 1]]"}));
  EXPECT_THAT(names(judged), Contains("G1c"));
  expect_levels(judged, {"read-uncommitted"}, {"read-committed"});
}

// G-single, single anti-dependency: Adya 1999, 4.3 (PL-2+). Half of another transaction is seen.
TEST(Anomaly, ReadSkewOfLists) {
  const Judged judged = judge(together({"[[:append :x 1] [:append :y 1]]", "[[:r :x []] [:r :y [1]]]"}));
  EXPECT_THAT(names(judged), Contains("G-single"));
  expect_levels(judged, {"read-committed"}, {"snapshot-isolation"});
}
TEST(Anomaly, ReadSkewOfRegisters) {
  const Judged judged = judge(together({"[[:w :x 1] [:w :y 1]]", "[[:r :x nil] [:r :y 1]]"}));
  EXPECT_THAT(names(judged), Contains("G-single"));
  expect_levels(judged, {"read-committed"}, {"snapshot-isolation"});
}

// Lost update (P4 of Berenson and others 1995): two transactions read one version, and both write.
TEST(Anomaly, LostUpdateOfRegisters) {
  const Judged judged = judge(together({"[[:r :x nil] [:w :x 1]]", "[[:r :x nil] [:w :x 2]]"}));
  EXPECT_THAT(names(judged), Contains("lost update"));
  expect_levels(judged, {"read-committed"}, {"snapshot-isolation"});
}
TEST(Anomaly, LostUpdateOfListsThatNobodyReadAfterwards) {
  const Judged judged = judge(together({"[[:r :x []] [:append :x 1]]", "[[:r :x []] [:append :x 2]]"}));
  EXPECT_THAT(names(judged), Contains("lost update"));
  expect_levels(judged, {"read-committed"}, {"snapshot-isolation"});
}
TEST(Anomaly, LostUpdateOfListsIsASingleAntiDependency) {
  const Judged judged =
      judge(together({"[[:r :x []] [:append :x 1]]", "[[:r :x []] [:append :x 2]]", "[[:r :x [1 2]]]"}));
  EXPECT_THAT(names(judged), Contains("G-single"));
  expect_levels(judged, {"read-committed"}, {"snapshot-isolation"});
}

// Two reads of one key in one transaction (fuzzy read, P2 of Berenson and others 1995).
TEST(Anomaly, NonRepeatableReadOfRegisters) {
  const Judged judged = judge(together({"[[:w :x 1]]", "[[:w :x 2]]", "[[:r :x 1] [:r :x 2]]"}));
  EXPECT_THAT(names(judged), Contains("non-repeatable read"));
  expect_levels(judged, {"read-committed"}, {"snapshot-isolation"});
}

// G-nonadjacent, two anti-dependencies that do not follow each other: the long fork of Sovran and others
// 2011, which parallel snapshot isolation allows and snapshot isolation does not.
TEST(Anomaly, LongForkOfLists) {
  const Judged judged = judge(together(
      {"[[:append :x 1]]", "[[:append :y 1]]", "[[:r :x [1]] [:r :y []]]", "[[:r :x []] [:r :y [1]]]"}));
  EXPECT_THAT(names(judged), Contains("G-nonadjacent"));
  expect_levels(judged, {"read-committed"}, {"snapshot-isolation"});
}
TEST(Anomaly, LongForkOfRegisters) {
  const Judged judged =
      judge(together({"[[:w :x 1]]", "[[:w :y 1]]", "[[:r :x 1] [:r :y nil]]", "[[:r :x nil] [:r :y 1]]"}));
  EXPECT_THAT(names(judged), Contains("G-nonadjacent"));
  expect_levels(judged, {"read-committed"}, {"snapshot-isolation"});
}

// G2-item, item anti-dependency cycle: Adya 1999, 4.3 (PL-3 forbids it, snapshots allow the write skew).
TEST(Anomaly, WriteSkewOfLists) {
  const Judged judged = judge(together({"[[:r :x []] [:append :y 1]]", "[[:r :y []] [:append :x 1]]"}));
  EXPECT_THAT(names(judged), Contains("G2-item"));
  expect_levels(judged, {"strong-snapshot-isolation"}, {"serializable"});
}
TEST(Anomaly, WriteSkewOfRegisters) {
  const Judged judged = judge(together({"[[:r :x nil] [:w :y 1]]", "[[:r :y nil] [:w :x 1]]"}));
  EXPECT_THAT(names(judged), Contains("G2-item"));
  expect_levels(judged, {"strong-snapshot-isolation"}, {"serializable"});
}

// Elle 2020, 6.1: duplicate elements, incompatible orders, internal inconsistency, dirty updates, unwritten
// values.
TEST(Anomaly, DuplicateElements) {
  const Judged judged = judge(together({"[[:append :x 1]]", "[[:r :x [1 1]]]"}));
  EXPECT_THAT(names(judged), Contains("duplicate elements"));
  expect_levels(judged, {}, {"read-uncommitted"});
}
TEST(Anomaly, IncompatibleOrder) {
  const Judged judged =
      judge(together({"[[:append :x 1]]", "[[:append :x 2]]", "[[:r :x [1 2]]]", "[[:r :x [2 1]]]"}));
  EXPECT_THAT(names(judged), Contains("incompatible order"));
  expect_levels(judged, {}, {"read-uncommitted"});
}
TEST(Anomaly, IncompatibleOrderOfWhatFailedIsAnAbortedRead) {
  const Judged judged = judge(
      "0 invoke [[:append :x 1]]\n0 fail [[:append :x 1]]\n1 invoke [[:append :x 2]]\n1 ok [[:append :x 2]]\n"
      "2 invoke [[:r :x nil]]\n2 ok [[:r :x [1]]]\n3 invoke [[:r :x nil]]\n3 ok [[:r :x [2]]]");
  expect_levels(judged, {"read-uncommitted"}, {"read-committed"});
}
TEST(Anomaly, Internal) {
  for (const char* wrong : {"[[:append :x 1] [:r :x []]]", "[[:r :x [1]] [:append :x 1]]",
                            "[[:append :x 1] [:append :x 2] [:r :x [2 1]]]", "[[:w :x 1] [:r :x nil]]",
                            "[[:r :x 1] [:w :x 1]]", "[[:w :x 1] [:w :x 2] [:r :x 1]]"}) {
    const Judged judged = judge(together({wrong}));
    EXPECT_THAT(names(judged), Contains("internal")) << wrong;
    expect_levels(judged, {}, {"read-uncommitted"});
  }
}
TEST(Anomaly, DirtyUpdate) {
  const Judged judged = judge(
      "0 invoke [[:append :x 1]]\n0 fail [[:append :x 1]]\n1 invoke [[:append :x 2]]\n1 ok [[:append :x 2]]\n"
      "2 invoke [[:r :x nil]]\n2 ok [[:r :x [1 2]]]");
  EXPECT_THAT(names(judged), Contains("dirty update"));
  EXPECT_THAT(names(judged), Contains("G1a (aborted read)"));
  expect_levels(judged, {"read-uncommitted"}, {"read-committed"});
}
TEST(Anomaly, UnwrittenValue) {
  for (const char* wrong : {"[[:r :x [7]]]", "[[:r :x 7]]"}) {
    const Judged judged =
        judge(together({wrong, wrong[6] == 'x' && wrong[8] == '[' ? "[[:append :x 1]]" : "[[:w :x 1]]"}));
    EXPECT_THAT(names(judged), Contains("unwritten value"));
    expect_levels(judged, {}, {"read-uncommitted"});
  }
}

// Forms with processes and real time (Elle 2020, section 5; strong session: Daudjee and Salem 2004).
TEST(Anomaly, StaleReadOfOtherProcesses) {
  for (const auto& [write, read, skewed] : {std::tuple{"[[:append :x 1]]", "[[:r :x nil]]", "[[:r :x []]]"},
                                            std::tuple{"[[:w :x 1]]", "[[:r :x nil]]", "[[:r :x nil]]"}}) {
    const std::string first = std::string("0 invoke ") + write + "\n0 ok " + write + "\n";
    const Judged judged = judge(first + "1 invoke " + read + "\n1 ok " + skewed);
    EXPECT_THAT(names(judged), Contains("G-single-realtime"));
    expect_levels(judged, {"strong-session-serializable"}, {"strong-snapshot-isolation"});
    const Judged same = judge(first + "0 invoke " + read + "\n0 ok " + skewed);
    EXPECT_THAT(names(same), Contains("G-single-process"));
    expect_levels(same, {"serializable"}, {"strong-session-snapshot-isolation"});
  }
}
TEST(Anomaly, WritesOfARegisterInRealTime) {
  const Judged judged = judge(
      "0 invoke [[:w :x 1]]\n0 ok [[:w :x 1]]\n1 invoke [[:w :x 2]]\n1 ok [[:w :x 2]]\n"
      "2 invoke [[:r :x nil]]\n2 ok [[:r :x 1]]");
  // The second write came first, for it ended before the read of the other began; and it began after it.
  EXPECT_THAT(names(judged), Contains("G0-realtime"));
  expect_levels(judged, {"strong-session-serializable"}, {"strong-snapshot-isolation"});
  ASSERT_FALSE(judged.report.order.empty());
}
TEST(Anomaly, WriteCycleInRealTime) {
  const Judged judged = judge(
      "0 invoke [[:append :x 1]]\n0 ok [[:append :x 1]]\n1 invoke [[:append :x 2]]\n1 ok [[:append :x 2]]\n"
      "2 invoke [[:r :x nil]]\n2 ok [[:r :x [2 1]]]");
  EXPECT_THAT(names(judged), Contains("G0-realtime"));
}

// Of a transaction of unknown outcome nothing is known but what others saw of it.
TEST(Unknown, CountsIfItWasSeen) {
  const std::string lost =
      "0 invoke [[:append :x 1] [:append :y 1]]\n0 info [[:append :x 1] [:append :y 1]]\n";
  expect_levels(judge(lost + "1 invoke [[:r :x nil] [:r :y nil]]\n1 ok [[:r :x []] [:r :y []]]"),
                {"strict-serializable"}, {});
  const Judged judged = judge(lost + "1 invoke [[:r :x nil] [:r :y nil]]\n1 ok [[:r :x [1]] [:r :y []]]");
  EXPECT_THAT(names(judged), Contains("G-single"));
  expect_levels(judged, {"read-committed"}, {"snapshot-isolation"});
}
TEST(Unknown, MayTakeEffectLate) {
  expect_levels(judge("0 invoke [[:w :x 1]]\n0 info [[:w :x 1]]\n1 invoke [[:r :x nil]]\n1 ok [[:r :x nil]]\n"
                      "1 invoke [[:r :x nil]]\n1 ok [[:r :x 1]]"),
                {"strict-serializable"}, {});
}

TEST(Good, BringsAnOrder) {
  const Judged judged =
      judge(together({"[[:r :x [2]] [:append :y 1]]", "[[:append :x 2]]", "[[:r :y []] [:r :x []]]"}));
  expect_levels(judged, {"strict-serializable"}, {});
  EXPECT_EQ(judged.report.order, (std::vector<TxnId>{2, 1, 0}));
}

TEST(Words, NameKeysAndValues) {
  const Judged judged = judge(together({"[[:append :x 1] [:append :y 1]]", "[[:r :x []] [:r :y [1]]]"}));
  ASSERT_EQ(judged.report.found.size(), 1u);
  const std::string text = explain(judged.log, judged.report.found[0]);
  EXPECT_THAT(text, HasSubstr("T0 -wr-> T1: T0 wrote 1 to key :y, which T1 read"));
  EXPECT_THAT(text, HasSubstr("T1 -rw-> T0: T1 read the value before all of key :x before T0 wrote 1"));
}

TEST(Levels, FollowFromEachOther) {
  for (const Level level : all_levels()) {
    EXPECT_TRUE(implies(Level::StrictSerializable, level));
    EXPECT_TRUE(implies(level, Level::ReadUncommitted));
    EXPECT_EQ(level_of(level_name(level)), level);
  }
  EXPECT_FALSE(implies(Level::Serializable, Level::SessionSnapshotIsolation));
  EXPECT_FALSE(implies(Level::StrongSnapshotIsolation, Level::Serializable));
  EXPECT_EQ(level_of("none"), std::nullopt);
}

}  // namespace
}  // namespace pawl::checker
