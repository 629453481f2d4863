// Goal: histories in which one kind of evidence meets another get the right verdict, from the decision and
// from the search alike. Method: stories of a few events; `judge()` asks both and demands that they agree.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

CheckOptions asked(std::string_view model, std::string_view init = "") {
  CheckOptions options;
  options.model = model;
  if (!init.empty()) options.init = *read_value(init);
  return options;
}

Verdict judge_one_way(const CheckOptions& options, const std::string& text) {
  auto history = read_history(ByteSource::memory(text));
  EXPECT_TRUE(history.has_value()) << (history ? "" : history.error().what);
  if (!history) return Verdict::Unknown;
  const auto result = check(*history, options);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().what);
  return result ? result->verdict : Verdict::Unknown;
}

std::string_view judge(CheckOptions options, const std::string& text) {
  const Verdict decided = judge_one_way(options, text);
  options.use_decisions = false;
  EXPECT_EQ(verdict_text(decided), verdict_text(judge_one_way(options, text))) << "by search";
  return verdict_text(decided);
}

/// An operation from its call to its answer, of a process of its own choice.
std::string done(int process, const std::string& f, const std::string& asked, const std::string& answer,
                 const std::string& beside = "") {
  const std::string of = "{:process " + std::to_string(process) + ", :f :" + f;
  return of + ", :type :invoke, :value " + asked + "}\n" + of + ", :type :ok, :value " + answer + beside +
         "}\n";
}

std::string lost(int process, const std::string& f, const std::string& asked,
                 const std::string& beside = "") {
  return "{:process " + std::to_string(process) + ", :f :" + f + ", :type :invoke, :value " + asked + beside +
         "}\n";
}

constexpr std::string_view kYes = "linearizable";
constexpr std::string_view kNo = "not linearizable";

std::string revision(int number) { return ", :revision " + std::to_string(number); }
std::string incarnation(int number) { return ", :incarnation " + std::to_string(number); }

TEST(Revisions, AReadWithoutOneIsOfTheBeginningOnlyIfNobodyWroteTheValue) {
  const CheckOptions zero = asked("kv", "0");
  EXPECT_EQ(judge(zero, done(0, "put", "0", "0", revision(1)) + done(0, "get", "nil", "0")), kYes);
  EXPECT_EQ(judge(zero, done(0, "put", "1", "1", revision(1)) + done(0, "get", "nil", "0")), kNo);
  EXPECT_EQ(judge(zero, done(0, "get", "nil", "0") + done(0, "put", "1", "1", revision(1))), kYes);
  EXPECT_EQ(
      judge(zero, lost(1, "put", "0") + done(0, "put", "1", "1", revision(1)) + done(0, "get", "nil", "0")),
      kYes);
}

TEST(Revisions, TheBeginningHasOneThatNobodyKnows) {
  const CheckOptions zero = asked("kv", "0");
  EXPECT_EQ(judge(zero, done(0, "get", "nil", "0", revision(7))), kYes)
      << "the key is older than the history";
  EXPECT_EQ(judge(zero, done(0, "get", "nil", "0", revision(-7)) + done(0, "put", "1", "1", revision(-6))),
            kYes);
  EXPECT_EQ(judge(zero, done(0, "get", "nil", "0", revision(7)) + done(0, "get", "nil", "0", revision(8))),
            kNo);
  EXPECT_EQ(judge(zero, done(0, "get", "nil", "0", revision(7)) + done(0, "put", "1", "1", revision(7))),
            kNo);
  EXPECT_EQ(judge(zero, done(0, "get", "nil", "0", revision(7)) + done(0, "get", "nil", "0")), kYes);
  EXPECT_EQ(judge(zero, done(0, "put", "1", "1", revision(5)) + lost(1, "put", "0") +
                            done(0, "get", "nil", "0", revision(0))),
            kNo)
      << "a later change has a greater one";
}

TEST(Revisions, RegistersHaveThemToo) {
  const std::string falling =
      done(0, "write", "1", "1", revision(5)) + done(0, "write", "2", "2", revision(3));
  EXPECT_EQ(judge(asked("register"), falling), kNo);
  EXPECT_EQ(judge(asked("cas-register"), done(0, "write", "1", "1", revision(5)) +
                                             done(0, "cas", "[1 1]", "[1 1]", revision(6)) +
                                             done(0, "read", "nil", "1", revision(5))),
            kNo)
      << "a compare-and-set of a value by itself is a change";
}

TEST(NilReads, SayNothingOfAStoreEitherIfAskedSo) {
  CheckOptions any = asked("kv");
  const std::string text = done(0, "put", "1", "1") + done(0, "get", "nil", "nil");
  EXPECT_EQ(judge(any, text), kNo);
  any.nil_read = NilRead::Any;
  EXPECT_EQ(judge(any, text), kYes);
}

const std::string kLifeFive = done(0, "create", "nil", "nil", incarnation(5)) +
                              done(0, "next", "nil", "1", incarnation(5)) +
                              done(0, "delete", "nil", "nil", incarnation(5));

TEST(Incarnations, GrowAlsoWhereSomebodyFoundNoSequence) {
  const auto life = [](int number) {
    return done(0, "create", "nil", "nil", incarnation(number)) +
           done(0, "next", "nil", "1", incarnation(number));
  };
  for (const std::string& between : {std::string(), done(0, "read", "nil", "nil")}) {
    EXPECT_EQ(judge(asked("sequencer"), kLifeFive + between + life(6)), kYes);
    EXPECT_EQ(judge(asked("sequencer"), kLifeFive + between + life(5)), kNo);
    EXPECT_EQ(judge(asked("sequencer"), kLifeFive + between + life(3)), kNo);
  }
}

TEST(Incarnations, AreTheDeletesToo) {
  EXPECT_EQ(judge(asked("sequencer"), done(0, "create", "nil", "nil", incarnation(5)) +
                                          done(0, "delete", "nil", "nil", incarnation(4)) +
                                          done(0, "read", "nil", "nil")),
            kNo);
}

TEST(Incarnations, OfLivesThatNobodyNamedCountAsWell) {
  const std::string nameless = done(0, "create", "nil", "nil") + done(0, "delete", "nil", "nil");
  EXPECT_EQ(judge(asked("sequencer"), kLifeFive + nameless + done(0, "create", "nil", "nil", incarnation(7))),
            kYes);
  EXPECT_EQ(judge(asked("sequencer"), kLifeFive + nameless + done(0, "create", "nil", "nil", incarnation(6))),
            kNo);
  EXPECT_EQ(judge(asked("sequencer"), nameless + done(0, "create", "nil", "nil", incarnation(0))), kYes);
}

TEST(Incarnations, AreOneWhereNobodyDeletes) {
  const std::string both =
      done(0, "next", "nil", "1", incarnation(5)) + done(0, "next", "nil", "2", incarnation(6));
  EXPECT_EQ(judge(asked("sequencer"), both), kNo);
  EXPECT_EQ(judge(asked("sequencer"), done(0, "create", "nil", "nil", incarnation(4)) +
                                          done(0, "next", "nil", "1", incarnation(5))),
            kNo);
}

TEST(Incarnations, AreRepeatedWithTheAnswerOfAKey) {
  const std::string key = ", :idem \"k\"";
  const auto first = done(0, "create", "nil", "nil", incarnation(5)) +
                     done(0, "next", "nil", "1", key + incarnation(5)) +
                     done(0, "delete", "nil", "nil", incarnation(5)) + done(0, "read", "nil", "nil") +
                     done(0, "create", "nil", "nil", incarnation(8));
  EXPECT_EQ(judge(asked("sequencer"), first + done(0, "next", "nil", "1", key + incarnation(5))), kYes);
  EXPECT_EQ(judge(asked("sequencer"), first + done(0, "next", "nil", "1", key + incarnation(8))), kNo);
}

TEST(Keys, AreOneRequest) {
  const std::string key = ", :idem \"k\"";
  const std::string two_lost = lost(1, "reserve", "[2 nil]", key);
  EXPECT_EQ(judge(asked("sequencer"), two_lost + done(0, "reserve", "[1 nil]", "[1 [1 2]]", key)), kNo);
  EXPECT_EQ(judge(asked("sequencer"), two_lost + done(0, "reserve", "[1 nil]", "[1 [1 1]]", key)), kYes);
  EXPECT_EQ(judge(asked("sequencer"), two_lost + done(0, "reserve", "[2 nil]", "[2 [1 2]]", key)), kYes);
}

TEST(Values, MapsAndSetsAreEqualInAnyOrder) {
  const CheckOptions options = asked("register");
  const auto written = [&](const std::string& value, const std::string& read) {
    return judge(options, done(0, "write", value, value) + done(0, "read", "nil", read));
  };
  EXPECT_EQ(written("{:a 1, :b {:c 2, :d 3}}", "{:b {:d 3, :c 2}, :a 1}"), kYes);
  EXPECT_EQ(written("{:a 1, :b 2}", "{:a 1, :b 3}"), kNo);
  EXPECT_EQ(written("#{1 2 #{3 4}}", "#{#{4 3} 2 1}"), kYes);
  EXPECT_EQ(written("#{1 2}", "#{1 3}"), kNo);
  EXPECT_EQ(written("#{1 2}", "[1 2]"), kNo) << "a set is no list";
  EXPECT_EQ(written("##NaN", "##NaN"), kYes) << "what was written is what is read";
}

TEST(Values, OfASetMayComeAsASetOrAList) {
  const std::string added = done(0, "add", "{:x 1, :y 2}", "{:x 1, :y 2}") + done(0, "add", "3", "3");
  EXPECT_EQ(judge(asked("set"), added + done(0, "read", "nil", "#{3 {:y 2, :x 1}}")), kYes);
  EXPECT_EQ(judge(asked("set"), added + done(0, "read", "nil", "[{:y 2, :x 1} 3]")), kYes);
  EXPECT_EQ(judge(asked("set"), added + done(0, "read", "nil", "#{3}")), kNo);
}

TEST(Counter, AnAddMayAnswerTheSum) {
  const CheckOptions counter = asked("counter");
  EXPECT_EQ(judge(counter, done(0, "add", "1", "5") + done(0, "add", "1", "5")), kNo);
  EXPECT_EQ(judge(counter, done(0, "add", "2", "2") + done(0, "add", "1", "3")), kYes);
  EXPECT_EQ(judge(counter, done(0, "add", "1", "2") + done(0, "add", "1", "1")), kNo);
  EXPECT_EQ(judge(counter, lost(1, "inc", "nil") + done(0, "inc", "nil", "2")), kYes);
  EXPECT_EQ(judge(counter, done(0, "dec", "nil", "-1") + done(0, "read", "nil", "-1")), kYes);
  EXPECT_EQ(judge(counter, done(0, "add", "1", "2") + done(0, "read", "nil", "1")), kNo);
  EXPECT_EQ(judge(counter, lost(1, "add", "0") + done(0, "add", "1", "2")), kNo);
}

TEST(Counter, AnAddThatRepeatsItsAmountSaysNothing) {
  const CheckOptions counter = asked("counter");
  EXPECT_EQ(judge(counter, done(0, "add", "1", "1") + done(0, "add", "1", "1") + done(0, "read", "nil", "2")),
            kYes);
  EXPECT_EQ(judge(counter, done(0, "inc", "nil", "nil") + done(0, "read", "nil", "1")), kYes);
  EXPECT_EQ(judge(counter, done(0, "dec", "nil", "nil") + done(0, "read", "nil", "-9223372036854775808")),
            kNo);
}

TEST(Lists, ToWhichNobodyAppendedAreEmptyOrNil) {
  const CheckOptions transactions = asked("transactions");
  const auto reads = [](const std::string& key, const std::string& value) {
    return done(0, "txn", "[[:r " + key + " nil]]", "[[:r " + key + " " + value + "]]");
  };
  const auto appends = [](const std::string& value) {
    return done(0, "txn", "[[:append :x " + value + "]]", "[[:append :x " + value + "]]");
  };
  EXPECT_EQ(judge(transactions, reads(":x", "[]") + reads(":x", "nil") + appends("1") + reads(":x", "[1]")),
            kYes);
  EXPECT_EQ(judge(transactions, appends("1") + reads(":x", "[]")), kNo);
  EXPECT_EQ(judge(asked("transactions", "{:x []}"), reads(":x", "nil") + appends("1") + reads(":x", "[1]")),
            kYes);
  const std::string written = done(0, "txn", "[[:w :y 1]]", "[[:w :y 1]]");
  EXPECT_EQ(judge(transactions, reads(":y", "[]") + written), kNo)
      << "a register of which nobody made a list";
}

TEST(Queues, MayHoldNil) {
  for (const std::string model : {"fifo-queue", "unordered-queue"}) {
    const std::string came = done(0, "enqueue", "nil", "nil");
    EXPECT_EQ(judge(asked(model), came + done(0, "dequeue", "nil", "nil")), kYes) << model;
    EXPECT_EQ(judge(asked(model), done(0, "enqueue", "1", "1") + done(0, "dequeue", "nil", "nil")), kNo)
        << model;
    EXPECT_EQ(judge(asked(model), came + done(0, "dequeue", "nil", "nil") + done(0, "dequeue", "nil", "nil")),
              kYes)
        << model;
  }
}

/// The core of a no, by the decision if there is one, and what is claimed of it.
std::vector<std::uint32_t> core_of(CheckOptions options, const std::string& text, bool decides) {
  options.use_decisions = decides;
  auto history = read_history(ByteSource::memory(text));
  if (!history) return {};
  const auto result = check(*history, options);
  if (!result || result->parts.empty()) return {};
  const PartResult& part = result->parts.front();
  EXPECT_EQ(verdict_text(part.verdict), kNo);
  EXPECT_TRUE(part.is_core_sufficient && part.is_core_minimal);
  std::vector<std::uint32_t> core = part.core;
  std::ranges::sort(core);
  return core;
}

using Core = std::vector<std::uint32_t>;

TEST(Cores, NameWhoSawAValueAndNotWhoMayHaveWrittenIt) {
  const std::string text = lost(1, "cas", "[0 1]") + done(0, "read", "nil", "1");
  for (const bool decides : {true, false}) EXPECT_EQ(core_of(asked("cas-register"), text, decides), Core{1});
}

TEST(Cores, OfZonesHoldNoMoreThanTheyNeed) {
  const std::string text = lost(1, "write", "1") + done(0, "write", "2", "2") + done(0, "read", "nil", "1") +
                           done(0, "read", "nil", "2") + done(0, "read", "nil", "1");
  for (const bool decides : {true, false})
    EXPECT_EQ(core_of(asked("cas-register"), text, decides).size(), 3U) << decides;
}

TEST(Cores, OfASequenceThatTheHistoryCreatesLater) {
  const std::string text = done(0, "next", "nil", "1") + done(0, "create", "nil", "nil");
  for (const bool decides : {true, false}) EXPECT_EQ(core_of(asked("sequencer"), text, decides), Core{0});
}

TEST(Cores, OfLocksLeaveOpenWhetherAReleaseTookEffect) {
  const auto under = [](int token) { return ", :token " + std::to_string(token); };
  const std::string text = done(0, "acquire", "nil", "nil", under(1)) +
                           done(1, "acquire", "nil", "nil", under(2)) + done(0, "release", "1", "1");
  for (const bool decides : {true, false})
    EXPECT_EQ(core_of(asked("fencing-lock"), text, decides).size(), 2U) << decides;
  const std::string between = done(0, "acquire", "nil", "nil", under(1)) + lost(0, "release", "2") +
                              done(1, "acquire", "nil", "nil", under(2));
  for (const bool decides : {true, false})
    EXPECT_EQ(core_of(asked("fencing-lock"), between, decides), (Core{0, 2})) << decides;
}

}  // namespace
}  // namespace pawl::checker
