// Goal: the deadline ends pawl-check in every phase, saying so, and a verdict once reached is never lost to
// what comes after it. Method: the limits alone, in processes that would never end by themselves; then the
// program with long histories, asked with deadlines from far too short to nearly enough.

#include "checker/cli/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <new>
#include <sstream>
#include <string>

#include "tests/checker/cli/long_histories.h"

namespace pawl::checker {
namespace {

using std::chrono::milliseconds;
using ::testing::ExitedWithCode;
using ::testing::HasSubstr;
using testing::kAdd;
using testing::kLock;
using testing::kNext;
using testing::kWrite;
using testing::LongHistories;
using testing::run_command;

[[noreturn]] void run_for_ever() {
  for (;;) ::pause();
}

constexpr std::uint64_t kMuch = std::uint64_t{1} << 40;

// Says `text` on standard error, whichever limit it is.
void prepare(Limits& limits, int exit_code, const std::string& text) {
  limits.prepare(exit_code, [&](Limit, const std::string&) { return LastWords{.err = text}; });
}

TEST(LimitsDeathTest, SayWhatWasPrepared) {
  const auto late = [] {
    Limits limits(milliseconds(5), kMuch, "cleared ");
    prepare(limits, 4, "first");
    prepare(limits, 7, "second");
    limits.start();
    run_for_ever();
  };
  EXPECT_EXIT(late(), ExitedWithCode(7), "^cleared second$");
}

TEST(LimitsDeathTest, AreNamed) {
  const auto full = [] {
    Limits limits(milliseconds(1500), std::uint64_t{3} << 29, "cleared ");
    limits.prepare(7, [&](Limit limit, const std::string& name) {
      return LastWords{.err = limit == Limit::Memory ? name + ", not " + limits.name(Limit::Deadline) : ""};
    });
    std::get_new_handler()();
  };
  EXPECT_EXIT(full(), ExitedWithCode(7),
              R"(^cleared the memory of 1.5 GB \(--memory\), not the deadline of 1.5 s$)");
}

TEST(LimitsDeathTest, AreHeldWhileAVerdictIsPrinted) {
  const auto held = [] {
    Limits limits(milliseconds(1), kMuch, "");
    prepare(limits, 4, "too early");
    limits.hold();
    limits.start();
    const auto end = std::chrono::steady_clock::now() + milliseconds(100);
    while (std::chrono::steady_clock::now() < end) {
    }
    prepare(limits, 7, "at once");
    run_for_ever();
  };
  EXPECT_EXIT(held(), ExitedWithCode(7), "^at once$");
}

TEST(LimitsDeathTest, LeaveNoUnfinishedFile) {
  const std::string file =
      (std::filesystem::temp_directory_path() / ("unfinished-" + std::to_string(::getpid()))).string();
  std::ofstream(file) << "half";
  const auto late = [&] {
    Limits limits(milliseconds(1), kMuch, "");
    limits.prepare(2, [](Limit, const std::string&) { return LastWords{}; }, file);
    limits.start();
    run_for_ever();
  };
  EXPECT_EXIT(late(), ExitedWithCode(2), "");
  EXPECT_FALSE(std::filesystem::exists(file));
}

class Deadlines : public LongHistories {
 protected:
  // Whatever the deadline, there is the right verdict, or none and the deadline is named.
  void expect_kept(const std::string& arguments, int right_code) {
    for (const char* deadline : {"0.001", "0.01", "0.1", "0.3", "1"}) {
      const auto begin = std::chrono::steady_clock::now();
      const auto outcome =
          run_command(PAWL_BIN_DIR "/pawl-check --deadline " + std::string(deadline) + " " + arguments);
      EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << arguments;
      if (outcome.code == right_code) continue;
      EXPECT_EQ(outcome.code, 2) << arguments << ": " << outcome.text;
      EXPECT_THAT(outcome.text, HasSubstr("the deadline")) << arguments;
    }
  }
};

TEST_F(Deadlines, AreKeptInEveryPhase) {
  const std::string next = history_of("next.edn", kNext);
  for (const std::string form : {"", "--json ", "--edn "}) expect_kept(form + next, 0);
  expect_kept("--search " + next, 0);
  expect_kept("--html " + (folder_ / "next.html").string() + " " + next, 0);
  expect_kept("- < " + next, 0);
  expect_kept(history_of("write.edn", kWrite), 0);
  expect_kept("--model mutex " + history_of("lock.edn", kLock), 0);
  expect_kept(
      "--model counter " + history_of("add.edn", kAdd, "[0 :invoke :read nil] [0 :ok :read 200000]\n"), 0);
}

TEST_F(Deadlines, AreKeptWhileExplaining) {
  expect_kept(history_of("next.edn", kNext, "[0 :invoke :next nil] [0 :ok :next 200009]\n"), 1);
  expect_kept(history_of("write.edn", kWrite, "[0 :invoke :read nil] [0 :ok :read 7]\n"), 1);
  expect_kept(
      "--model mutex " + history_of("lock.edn", kLock, "[1 :invoke :release nil] [1 :ok :release nil]\n"), 1);
  expect_kept("--model counter " + history_of("add.edn", kAdd, "[0 :invoke :read nil] [0 :ok :read 7]\n"), 1);
}

TEST_F(Deadlines, LeaveAWholePageOrNone) {
  const std::string next = history_of("next.edn", kNext);
  const std::filesystem::path page = folder_ / "next.html";
  for (const char* deadline : {"0.1", "0.2", "0.3", "0.4", "0.6", "0.8", "1.2", "60"}) {
    std::filesystem::remove(page);
    const auto outcome = run_command(PAWL_BIN_DIR "/pawl-check --html " + page.string() + " --deadline " +
                                     deadline + " " + next);
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
