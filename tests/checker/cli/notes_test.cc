// Goal: beside the verdict stands what its reader should know: what was not judged, and what may be wrong
// with the question. Method: run the program on small histories.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/checker/in_a_folder.h"
#include "tests/checker/run_command.h"

namespace {

using pawl::checker::testing::Outcome;
using pawl::checker::testing::run_command;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Notes : public pawl::checker::testing::InAFolder {
 protected:
  Outcome check(const std::string& flags, const std::string& text) {
    return run_command(PAWL_BIN_DIR "/pawl-check " + flags + " " + write("history.edn", text));
  }
};

TEST_F(Notes, SayWhatWasNotJudged) {
  const std::string nemesis = "{:process :nemesis, :type :info, :f :kill}\n";
  const std::string ok =
      "{:process \"a\", :type :invoke, :f :next}\n{:process \"a\", :type :ok, :f :next, :value 1}\n";
  const std::string told = "not judged: 2 events of the nemesis";
  for (const std::string flag : {"", "--json", "--edn"})
    EXPECT_THAT(check(flag, nemesis + ok + nemesis).text, HasSubstr(told));
  EXPECT_THAT(check("", ok).text, Not(HasSubstr("not judged")));
  const Outcome named = check("", ok +
                                      "{:process \"b\", :type :invoke, :f :next}\n"
                                      "{:process \"b\", :type :ok, :f :next, :value 1}\n" +
                                      nemesis + nemesis);
  EXPECT_EQ(named.code, 1) << named.text;
  EXPECT_THAT(named.text, AllOf(HasSubstr("process \"b\" next -> 1"), HasSubstr(told)));
  EXPECT_THAT(check("--json", ok + ok).text, HasSubstr(R"("process":"\"a\"")"));
  EXPECT_THAT(check("--edn", ok + ok).text, HasSubstr(R"({:process "a", :type :ok)"));
}

TEST_F(Notes, SayThatNothingSucceeded) {
  EXPECT_THAT(check("--model register", "[0 :invoke :read] [0 :fail :read] [1 :invoke :read]").text,
              HasSubstr("nothing succeeded: 1 operations failed, 1 are of unknown outcome"));
  EXPECT_THAT(check("--model register", "[:nemesis :info :kill]").text, HasSubstr("no client did anything"));
  EXPECT_THAT(check("--model register", "[0 :invoke :read] [0 :ok :read nil]").text,
              Not(HasSubstr("nothing")));
}

TEST_F(Notes, AskForTheFirstValue) {
  const std::string read_first = "[1 :invoke :read] [1 :ok :read 7] [2 :invoke :write 5] [2 :ok :write 5]";
  EXPECT_THAT(check("", read_first).text, HasSubstr("say --init 7"));
  EXPECT_EQ(check("--init 7", read_first).code, 0);
  EXPECT_THAT(check("--init 6", read_first).text, Not(HasSubstr("say --init")));
  EXPECT_THAT(
      check("", "[1 :invoke :get [:x nil]] [1 :ok :get [:x 7]] [2 :invoke :put [:y 7]] [2 :ok :put [:y 7]]")
          .text,
      HasSubstr("say --init 7"))
      << "another key was written";
  EXPECT_THAT(check("", "[2 :invoke :write 5] [2 :ok :write 5] [1 :invoke :read] [1 :ok :read 7]").text,
              Not(HasSubstr("say --init")))
      << "5 was written before";
  EXPECT_THAT(
      check("--model counter", "[1 :invoke :read] [1 :ok :read 3] [1 :invoke :add 2] [1 :ok :add nil]").text,
      HasSubstr("say --init 3"));
}

TEST_F(Notes, SayThatTimesRunBackwards) {
  const auto event = [](const std::string& process, const std::string& rest) {
    return "{:process " + process + " :type " + rest + "}\n";
  };
  const std::string read_early =
      event("1", ":invoke :f :write :value 1 :time 10") + event("1", ":ok :f :write :value 1 :time 20") +
      event("2", ":invoke :f :read :time 50") + event("2", ":ok :f :read :value 2 :time 60") +
      event("3", ":invoke :f :write :value 2 :time 30") + event("3", ":ok :f :write :value 2 :time 70");
  const Outcome by_line = check("", read_early);
  EXPECT_EQ(by_line.code, 1);
  EXPECT_THAT(
      by_line.text,
      AllOf(HasSubstr("overlapped. :time runs backwards at 1 events, by 30 ns at most, first in line 5"),
            HasSubstr("--order time")));
  const Outcome in_time = check("--order time", read_early);
  EXPECT_EQ(in_time.code, 0) << in_time.text;
  EXPECT_THAT(in_time.text, Not(HasSubstr("backwards")));
  EXPECT_EQ(check("--order time", event("1", ":invoke :f :read")).code, 65);
  EXPECT_EQ(check("--order time --follow", read_early).code, 64);
  EXPECT_EQ(check("--order clock", read_early).code, 64);
}

TEST_F(Notes, NameTheModelsThatCouldBeMeant) {
  EXPECT_THAT(check("", "[1 :invoke :enqueue 1] [2 :invoke :dequeue]").text,
              HasSubstr("one of fifo-queue, unordered-queue"));
  EXPECT_THAT(check("", "[1 :invoke :create] [2 :invoke :read]").text, HasSubstr("perhaps sequencer"));
  EXPECT_THAT(check("", "[1 :invoke :nonsense 1]").text,
              HasSubstr("no one model has the functions :nonsense"));
}

TEST_F(Notes, SayThatValuesWereTakenForTuples) {
  const std::string tuples = "[1 :invoke :read [5 nil]] [1 :ok :read [5 1]] ";
  EXPECT_THAT(check("--model register", tuples).text, HasSubstr("say --tuples no"));
  EXPECT_THAT(check("--model register --tuples yes", tuples).text, Not(HasSubstr("--tuples no")));
  EXPECT_THAT(check("--model register", tuples + "[1 :invoke :read [5 nil]] [1 :ok :read 1]").text,
              AllOf(HasSubstr("is no [key value] tuple"), HasSubstr("say --tuples no")));
}

// Sixty enqueues that overlap, of which the first is dequeued last.
TEST_F(Notes, SayHowFarAnUndecidedHistoryCame) {
  std::string text = "[999 :invoke :read [:x nil]] [999 :ok :read [:x nil]]";
  const auto of = [](int i, const std::string& rest) { return "[" + std::to_string(i) + " " + rest + "]\n"; };
  for (int i = 0; i < 60; ++i)
    text += of(i, ":invoke :cas [:y [" + std::to_string(i) + " " + std::to_string(i * 7 % 61) + "]]");
  for (int i = 0; i < 60; ++i) text += of(i + 100, ":invoke :write [:y " + std::to_string(i % 7) + "]");
  for (int i = 0; i < 60; ++i) text += of(i + 100, ":ok :write [:y " + std::to_string(i % 7) + "]");
  text += "[998 :invoke :read [:y nil]]\n[998 :ok :read [:y 12345]]\n";
  // On a busy machine the timer may have the last word, which says less; it does not have it ten times.
  Outcome outcome;
  for (int attempt = 0; attempt < 10 && outcome.text.find("key :y") == std::string::npos; ++attempt)
    outcome = check("--search --deadline 0.5", text);
  ASSERT_EQ(outcome.code, 2) << outcome.text;
  EXPECT_THAT(outcome.text,
              AllOf(HasSubstr("key :y"), HasSubstr("there are orders up to"), HasSubstr("of 61 answers"),
                    HasSubstr("1 of 2 objects undecided; this one has 121 operations, 60 of them of unknown"),
                    HasSubstr("more time (--deadline)")));
}

}  // namespace
