// Goal: the deadline ends pawl-check in every phase, saying so, and a verdict once reached is never lost to
// what comes after it. Method: the timer alone, in processes that would never end by themselves; then the
// program with histories that take seconds, asked with deadlines from far too short to nearly enough.

#include "checker/cli/deadline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <new>
#include <sstream>
#include <string>

#include "tests/checker/run_command.h"

namespace pawl::checker {
namespace {

using std::chrono::milliseconds;
using ::testing::ExitedWithCode;
using ::testing::HasSubstr;

[[noreturn]] void run_for_ever() {
  for (;;) ::pause();
}

TEST(DeadlineDeathTest, SaysWhatWasPrepared) {
  const auto late = [] {
    Deadline deadline(milliseconds(5), "cleared ");
    deadline.prepare({.err = "first", .exit_code = 4});
    deadline.prepare({.err = "second", .exit_code = 7});
    deadline.start();
    run_for_ever();
  };
  EXPECT_EXIT(late(), ExitedWithCode(7), "^cleared second$");
}

TEST(DeadlineDeathTest, AFailedAllocationEndsAlike) {
  const auto without_memory = [] {
    Deadline deadline(std::chrono::hours(1), "cleared ");
    deadline.prepare({.err = "the deadline", .exit_code = 7});
    std::get_new_handler()();
  };
  EXPECT_EXIT(without_memory(), ExitedWithCode(7), "^cleared pawl-check: the memory ended");
}

TEST(DeadlineDeathTest, IsHeldWhileAVerdictIsPrinted) {
  const auto held = [] {
    Deadline deadline(milliseconds(1), "");
    deadline.prepare({.err = "too early", .exit_code = 4});
    deadline.hold();
    deadline.start();
    const auto end = std::chrono::steady_clock::now() + milliseconds(100);
    while (std::chrono::steady_clock::now() < end) {
    }
    deadline.prepare({.err = "at once", .exit_code = 7});
    run_for_ever();
  };
  EXPECT_EXIT(held(), ExitedWithCode(7), "^at once$");
}

TEST(DeadlineDeathTest, LeavesNoUnfinishedFile) {
  const std::string file =
      (std::filesystem::temp_directory_path() / ("unfinished-" + std::to_string(::getpid()))).string();
  std::ofstream(file) << "half";
  const auto late = [&] {
    Deadline deadline(milliseconds(1), "");
    deadline.prepare({.exit_code = 2, .unfinished_file = file});
    deadline.start();
    run_for_ever();
  };
  EXPECT_EXIT(late(), ExitedWithCode(2), "");
  EXPECT_FALSE(std::filesystem::exists(file));
}

class Deadlines : public ::testing::Test {
 protected:
  Deadlines()
      : folder_(std::filesystem::temp_directory_path() /
                ("pawl-deadline-test-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~Deadlines() override { std::filesystem::remove_all(folder_); }

  // A history of 200,000 times the lines that the awk program prints for each i, and then `last`.
  std::string history(const std::string& name, const std::string& lines, const std::string& last = "") {
    const std::string path = (folder_ / name).string();
    const auto made =
        testing::run_command("awk 'BEGIN { for (i = 1; i <= 200000; ++i) { " + lines + " } }' > " + path);
    EXPECT_EQ(made.code, 0) << made.text;
    std::ofstream(path, std::ios::app) << last;
    return path;
  }

  // Whatever the deadline, there is the right verdict, or none and the deadline is named.
  void expect_kept(const std::string& arguments, int right_code) {
    for (const char* deadline : {"0.001", "0.01", "0.1", "0.3", "1"}) {
      const auto begin = std::chrono::steady_clock::now();
      const auto outcome = testing::run_command(PAWL_BIN_DIR "/pawl-check --deadline " +
                                                std::string(deadline) + " " + arguments);
      EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << arguments;
      if (outcome.code == right_code) continue;
      EXPECT_EQ(outcome.code, 2) << arguments << ": " << outcome.text;
      EXPECT_THAT(outcome.text, HasSubstr("the deadline")) << arguments;
    }
  }

  std::filesystem::path folder_;
};

constexpr const char* kNext = R"(print "[0 :invoke :next nil]"; print "[0 :ok :next " i "]";)";
constexpr const char* kWrite = R"(print "[0 :invoke :write " i "]"; print "[0 :ok :write " i "]";)";
constexpr const char* kLock = R"(print "[0 :invoke :acquire nil] [0 :ok :acquire nil]";)"
                              R"(print "[0 :invoke :release nil] [0 :ok :release nil]";)";
constexpr const char* kAdd = R"(print "[0 :invoke :add 1]"; print "[0 :ok :add 1]";)";

TEST_F(Deadlines, AreKeptInEveryPhase) {
  const std::string next = history("next.edn", kNext);
  for (const std::string form : {"", "--json ", "--edn "}) expect_kept(form + next, 0);
  expect_kept("--search " + next, 0);
  expect_kept("--html " + (folder_ / "next.html").string() + " " + next, 0);
  expect_kept("- < " + next, 0);
  expect_kept(history("write.edn", kWrite), 0);
  expect_kept("--model mutex " + history("lock.edn", kLock), 0);
  expect_kept("--model counter " + history("add.edn", kAdd, "[0 :invoke :read nil] [0 :ok :read 200000]\n"),
              0);
}

TEST_F(Deadlines, AreKeptWhileExplaining) {
  expect_kept(history("next.edn", kNext, "[0 :invoke :next nil] [0 :ok :next 200009]\n"), 1);
  expect_kept(history("write.edn", kWrite, "[0 :invoke :read nil] [0 :ok :read 7]\n"), 1);
  expect_kept(
      "--model mutex " + history("lock.edn", kLock, "[1 :invoke :release nil] [1 :ok :release nil]\n"), 1);
  expect_kept("--model counter " + history("add.edn", kAdd, "[0 :invoke :read nil] [0 :ok :read 7]\n"), 1);
}

TEST_F(Deadlines, LeaveAWholePageOrNone) {
  const std::string next = history("next.edn", kNext);
  const std::filesystem::path page = folder_ / "next.html";
  for (const char* deadline : {"0.1", "0.2", "0.3", "0.4", "0.6", "0.8", "1.2", "60"}) {
    std::filesystem::remove(page);
    const auto outcome = testing::run_command(PAWL_BIN_DIR "/pawl-check --html " + page.string() +
                                              " --deadline " + deadline + " " + next);
    EXPECT_FALSE(std::filesystem::exists(page.string() + ".part"));
    std::ostringstream text;
    text << std::ifstream(page).rdbuf();
    const bool is_whole = text.str().find("</html>") != std::string::npos;
    EXPECT_EQ(is_whole, std::filesystem::exists(page)) << deadline;
    if (outcome.code == 0 && !is_whole) {
      EXPECT_THAT(outcome.text, HasSubstr("linearizable: 200000 operations"));
      EXPECT_THAT(outcome.text, HasSubstr("ended before the page was written"));
    }
  }
  EXPECT_TRUE(std::filesystem::exists(page)) << "a minute is enough";
}

}  // namespace
}  // namespace pawl::checker
