// Goal: pawl-check's exit codes and output are what scripts rely on. Method: run the program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/checker/in_a_folder.h"
#include "tests/checker/run_command.h"

namespace {

using pawl::checker::testing::Outcome;
using pawl::checker::testing::run_command;
using ::testing::HasSubstr;

Outcome run(const std::string& arguments, const std::string& feeder = "") {
  return run_command(feeder + PAWL_BIN_DIR "/pawl-check " + arguments);
}

class PawlCheck : public pawl::checker::testing::InAFolder {
 protected:
  PawlCheck() {
    good_ = write(
        "good.edn",
        "{:process 0, :type :invoke, :f :next, :value nil}\n{:process 0, :type :ok, :f :next, :value 1}\n");
    bad_ =
        write("bad.edn",
              "{:process 0, :type :invoke, :f :next, :value nil}\n{:process 1, :type :invoke, :f :next, "
              ":value nil}\n"
              "{:process 0, :type :ok, :f :next, :value 1}\n{:process 1, :type :ok, :f :next, :value 1}\n");
  }
  std::string good_;
  std::string bad_;
};

TEST_F(PawlCheck, ExitsByTheVerdict) {
  EXPECT_EQ(run(good_).code, 0);
  const Outcome bad = run(bad_);
  EXPECT_EQ(bad.code, 1);
  EXPECT_THAT(bad.text, HasSubstr("not linearizable"));
  EXPECT_THAT(bad.text, HasSubstr("process 1 next -> 1 (lines 2 to 4)"));
  EXPECT_EQ(run("--search " + bad_).code, 1);
  EXPECT_EQ(run("--init 5 " + good_).code, 1) << "after 5 comes 6";
}

TEST_F(PawlCheck, ReadsStandardInput) {
  EXPECT_EQ(run("- < " + good_).code, 0);
  EXPECT_EQ(run("- < " + bad_).code, 1);
  EXPECT_EQ(run("- < /dev/null").code, 65);
}

// Far more than is kept of a pipe, so the verdict comes while reading; another model is read again from the
// begin.
TEST_F(PawlCheck, JudgesLongPipesWhileReading) {
  const std::string numbers =
      "for (i = 1; i <= 500000; ++i) { print \"[0 :invoke :next nil]\"; print \"[0 :ok :next \" i \"]\" }";
  const auto piped = [](const std::string& program) {
    return run("-", "awk 'BEGIN { " + program + " }' | ");
  };
  const Outcome good = piped(numbers);
  EXPECT_EQ(good.code, 0);
  EXPECT_THAT(good.text, HasSubstr("while reading"));
  EXPECT_EQ(piped(numbers + "; print \"[0 :invoke :next nil] [0 :ok :next 7]\"").code, 1);
  const Outcome late = piped(numbers + "; print \"[0 :invoke :create nil] [0 :ok :create nil]\"");
  EXPECT_EQ(late.code, 2) << "a create needs the whole history, of which the begin is gone";
  EXPECT_THAT(late.text, HasSubstr("write it to a file"));
  const std::string register_lines =
      "for (i = 1; i <= 500000; ++i) { print \"[0 :invoke :write \" i \"]\"; print \"[0 :ok :write \" i "
      "\"]\" }";
  EXPECT_EQ(piped(register_lines).code, 0);
  const Outcome ordered = run("--json -", "awk 'BEGIN { " + numbers + " }' | ");
  EXPECT_THAT(ordered.text, HasSubstr("\"order\":[0,1,2,")) << "who asks for the order has it";
}

TEST_F(PawlCheck, RefusesWrongUsage) {
  for (const std::string& wrong :
       {std::string(""), std::string("--no-such-flag x"), "--model nonsense " + good_, "--init '[1' " + good_,
        "--deadline 0 " + good_, "--deadline soon " + good_, "--nil-read maybe " + good_,
        "--memory 3 " + good_, "--memory -5 " + good_, "--json --edn " + good_,
        "--second-opinion oracle " + good_, good_ + " " + bad_}) {
    EXPECT_EQ(run(wrong).code, 64) << wrong << ": " << run(wrong).text;
  }
  EXPECT_EQ(run("--help").code, 0);
  EXPECT_THAT(run("--no-such-flag").text, HasSubstr("--no-such-flag"))
      << "though the file is missing as well";
  EXPECT_THAT(run("--nil-read maybe " + good_).text,
              HasSubstr("--nil-read is one of value, any, not 'maybe'"));
}

TEST_F(PawlCheck, NamesThePlaceOfDamage) {
  const std::string damaged =
      write("damaged.edn", "{:process 0, :type :invoke, :f :next}\n{:process 0, :type :oops}\n");
  const Outcome outcome = run(damaged);
  EXPECT_EQ(outcome.code, 65);
  EXPECT_THAT(outcome.text, HasSubstr("damaged.edn:2:"));
  EXPECT_EQ(run((folder_ / "absent.edn").string()).code, 65);
  EXPECT_EQ(run(folder_.string()).code, 65);
}

TEST_F(PawlCheck, PrintsForPrograms) {
  EXPECT_THAT(run("--json " + bad_).text,
              HasSubstr(R"({"verdict":"not linearizable","model":"sequencer","operations":2)"));
  EXPECT_THAT(run("--json " + good_).text, HasSubstr(R"("order":[0])"));
  EXPECT_THAT(run("--edn " + bad_).text, HasSubstr("{:valid? false, :analyzer :pawl"));
  EXPECT_THAT(run("--edn " + good_).text, HasSubstr("{:valid? true"));
}

TEST_F(PawlCheck, WritesThePage) {
  const std::string page = (folder_ / "page.html").string();
  EXPECT_EQ(run("--html " + page + " " + bad_).code, 1);
  EXPECT_GT(std::filesystem::file_size(page), 1000u);
  EXPECT_EQ(run("--html /no/such/folder/page.html " + good_).code, 64);
}

TEST_F(PawlCheck, FollowsAGrowingFile) {
  const std::string growing = (folder_ / "growing.edn").string();
  // The second answer comes late and is wrong: the verdict must come without an interrupt.
  const std::string script =
      "(head -3 " + bad_ + "; sleep 0.4; tail -1 " + bad_ + ") > " + growing + " & sleep 0.1; ";
  const Outcome outcome = run_command(script + "timeout 20 " PAWL_BIN_DIR "/pawl-check --follow " + growing);
  EXPECT_EQ(outcome.code, 1) << outcome.text;
}

// Two transactions that each see half of the other: allowed by read committed, not by snapshots.
TEST_F(PawlCheck, JudgesTransactionsAtTheLevelAskedFor) {
  const std::string skewed = write("skewed.edn",
                                   "[0 :invoke :txn [[:append :x 1] [:append :y 1]]]\n"
                                   "[1 :invoke :txn [[:r :x nil] [:r :y nil]]]\n"
                                   "[0 :ok :txn [[:append :x 1] [:append :y 1]]]\n"
                                   "[1 :ok :txn [[:r :x []] [:r :y [1]]]]\n");
  const Outcome strict = run("--model list-append " + skewed);
  EXPECT_EQ(strict.code, 1);
  EXPECT_THAT(strict.text, HasSubstr("holds: read-committed; refuted: snapshot-isolation\n"));
  EXPECT_THAT(strict.text, HasSubstr("against snapshot-isolation: G-single, a cycle of 2 transactions:\n"
                                     "  T0 -wr-> T1: T0 wrote 1 to key :y, which T1 read\n"));
  EXPECT_THAT(strict.text, HasSubstr("T1 (process 1, lines 2 to 4) [[:r :x []] [:r :y [1]]]"));
  const Outcome serializable = run("--level serializable " + skewed);
  EXPECT_EQ(serializable.code, 1);
  EXPECT_THAT(serializable.text, HasSubstr("not serializable: 2 operations"));
  const Outcome committed = run("--json --level read-committed " + skewed);
  EXPECT_EQ(committed.code, 0);
  EXPECT_THAT(committed.text, HasSubstr(R"({"verdict":"read-committed","model":"multi-register")"));
  EXPECT_THAT(committed.text, HasSubstr(R"("weakest_refuted":["snapshot-isolation"])"));
  EXPECT_THAT(committed.text,
              HasSubstr(R"({"from":1,"to":0,"kind":"rw","key":":x","before":"","after":"1"})"));
  EXPECT_EQ(run("--level committed " + skewed).code, 64);
  EXPECT_EQ(run("--level serializable " + good_).code, 65) << "levels are of transactions";
}

// Registers may be written in an order that nobody saw: what the dependencies leave open the search decides.
TEST_F(PawlCheck, AsksTheSearchWhatDependenciesLeaveOpen) {
  const std::string doubled = write("doubled.edn",
                                    "[0 :invoke :txn [[:w :x 1]]]\n[0 :ok :txn [[:w :x 1]]]\n"
                                    "[0 :invoke :txn [[:w :x 1]]]\n[0 :ok :txn [[:w :x 1]]]\n"
                                    "[1 :invoke :txn [[:r :x nil]]]\n[1 :ok :txn [[:r :x nil]]]\n");
  const Outcome strict = run("--model rw-register " + doubled);
  EXPECT_EQ(strict.code, 1);
  EXPECT_THAT(strict.text, HasSubstr("by search"));
  EXPECT_EQ(run("--level serializable " + doubled).code, 0);
  EXPECT_EQ(run("--level strong-snapshot-isolation " + doubled).code, 2);
}

}  // namespace
