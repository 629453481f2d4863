// Goal: what pawl-check does with a second opinion: agreement, difference, no answer, none to be had. Method:
// run the program with a PATH on which `java` and `clojure` are scripts that answer as the test says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/checker/in_a_folder.h"
#include "tests/checker/run_command.h"

namespace {

using pawl::checker::testing::Outcome;
using pawl::checker::testing::run_command;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class SecondOpinion : public pawl::checker::testing::InAFolder {
 protected:
  SecondOpinion() {
    write("good.edn",
          "{:process 0, :type :invoke, :f :next, :value nil}\n{:process 0, :type :ok, :f :next, :value 1}\n");
    write("bad.edn",
          "{:process 0, :type :invoke, :f :next, :value nil}\n{:process 0, :type :ok, :f :next, :value 2}\n");
    script("clojure", "exit 1");
  }

  void script(const std::string& name, const std::string& lines) {
    write(name, "#!/bin/sh\n" + lines + "\n");
    std::filesystem::permissions(folder_ / name, std::filesystem::perms::owner_all);
  }

  Outcome ask(const std::string& arguments, const std::string& class_path = "knossos.jar") {
    return run_command("cd " + folder_.string() + " && PATH=" + folder_.string() +
                       ":$PATH KNOSSOS_CLASSPATH=" + class_path +
                       " " PAWL_BIN_DIR "/pawl-check --second-opinion knossos " + arguments);
  }
};

TEST_F(SecondOpinion, AgreementChangesNothing) {
  script("java", "echo '{:valid? true, :keys 1}'");
  EXPECT_EQ(ask("good.edn").code, 0);
  EXPECT_THAT(ask("good.edn").text, HasSubstr("second opinion: Knossos says linearizable: {:valid? true"));
  script("java", "echo '{:valid? false, :keys 1}'");
  EXPECT_EQ(ask("bad.edn").code, 1);
}

TEST_F(SecondOpinion, DifferenceKeepsBothResults) {
  script("java", "echo '{:valid? false, :keys 1, :first-bad nil}'");
  const Outcome outcome = ask("--edn good.edn");
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.text, HasSubstr("{:valid? true"));
  EXPECT_THAT(outcome.text,
              HasSubstr("DIFFERS: Knossos says not linearizable: {:valid? false, :keys 1, :first-bad nil}"));
}

TEST_F(SecondOpinion, IsAskedTheSameQuestion) {
  write(
      "cas.edn",
      "{:process 0, :type :invoke, :f :cas, :value [7 8]}\n{:process 0, :type :ok, :f :cas, :value [7 8]}\n");
  script("java", "echo \"$*\"");  // what it prints is no answer: it is shown as it is
  // Of the deadline it gets what is left, in whole milliseconds.
  EXPECT_THAT(
      ask("--init 7 --nil-read any --cas-fail differs --tuples no --deadline 20000 cas.edn").text,
      ContainsRegex(
          "clojure.main -m pawl.runner --model cas-register --init 7 --nil-read any --cas-fail differs "
          "--tuples no --deadline (20000.000|199[0-9.]+) " +
          (folder_ / "cas.edn").string()));
}

TEST_F(SecondOpinion, WithoutAnAnswerTheVerdictStands) {
  script("java", "echo '{:valid? :unknown}'");
  EXPECT_EQ(ask("bad.edn").code, 1);
  EXPECT_THAT(ask("bad.edn").text,
              HasSubstr("second opinion: no answer from Knossos within the deadline of 60 s"));
  script("java", "echo '{:error \"revisions of values are not judged here\"}'");
  EXPECT_EQ(ask("good.edn").code, 0);
  EXPECT_THAT(ask("good.edn").text, HasSubstr("second opinion: none: {:error \"revisions"));
  script("java", "echo 'Error: no such class' >&2; exit 1");
  EXPECT_EQ(ask("good.edn").code, 0);
  EXPECT_THAT(ask("good.edn").text, HasSubstr("second opinion: none: Error: no such class"));
}

TEST_F(SecondOpinion, TheDeadlineIsForAllOfIt) {
  script("java", "sleep 30");
  const auto begin = std::chrono::steady_clock::now();
  const Outcome outcome = ask("--deadline 0.5 good.edn");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.text, HasSubstr("second opinion: no answer from Knossos within the deadline of 0.5 s"));
}

TEST_F(SecondOpinion, SaysHowToGetIt) {
  for (const auto& [file, code] : {std::pair{"good.edn", 0}, std::pair{"bad.edn", 1}}) {
    const Outcome outcome = ask(file, "");
    EXPECT_EQ(outcome.code, code);
    EXPECT_THAT(outcome.text, HasSubstr("second opinion: none: set KNOSSOS_CLASSPATH"));
  }
  write("ids.edn",
        "{:process 0, :type :invoke, :f :generate}\n{:process 0, :type :ok, :f :generate, :value 1}\n");
  EXPECT_THAT(ask("ids.edn").text, HasSubstr("second opinion: none: Knossos has no model unique-ids here"));
}

TEST_F(SecondOpinion, ComesFromTheClojureCommandLineToo) {
  script("clojure", "[ \"$1\" = -Sdescribe ] || echo '{:valid? true, :asked \"'$1 $2 $3'\"}'");
  EXPECT_THAT(ask("good.edn", "").text,
              HasSubstr("Knossos says linearizable: {:valid? true, :asked \"-M -m pawl.runner\"}"));
}

}  // namespace
