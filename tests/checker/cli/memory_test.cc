// Goal: pawl-check never holds more than --memory allows, whatever it is at, and says so where that is why it
// has no verdict; a verdict once reached is not lost. Method: long histories of every phase, asked with
// memory from far too little to enough; what each process held at most is what the system says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "tests/checker/cli/long_histories.h"

namespace pawl::checker::testing {
namespace {

using ::testing::HasSubstr;

// The program itself, and what of the file is mapped at a time.
constexpr std::uint64_t kProgramMegabytes = 16;

class Memory : public LongHistories {
 protected:
  void expect_kept(const std::string& arguments, int right_code) {
    int code = -1;
    for (const std::uint64_t megabytes : {16U, 32U, 64U, 128U, 1024U}) {
      const std::string memory = std::to_string(megabytes) + "MB";
      const auto outcome = run_command(PAWL_BIN_DIR "/pawl-check --memory " + memory + " " + arguments);
      code = outcome.code;
      EXPECT_LE(outcome.memory_bytes_most, (megabytes + kProgramMegabytes) << 20) << memory << arguments;
      if (code == right_code) continue;
      EXPECT_EQ(code, 2) << memory << arguments << outcome.text;
      EXPECT_THAT(outcome.text, HasSubstr("memory")) << memory << arguments;
    }
    EXPECT_EQ(code, right_code) << arguments << ": a gigabyte is enough";
  }
};

TEST_F(Memory, IsKeptInEveryPhase) {
  const std::string next = history_of("next.edn", kNext);
  for (const std::string form : {"", "--json ", "--edn ", "--search "}) expect_kept(form + next, 0);
  expect_kept("--html " + (folder_ / "next.html").string() + " " + next, 0);
  expect_kept("- < " + next, 0);
  expect_kept(history_of("write.edn", kWrite), 0);
  expect_kept("--model mutex " + history_of("lock.edn", kLock), 0);
  expect_kept("--model counter " + history_of("add.edn", kAdd), 0);
}

TEST_F(Memory, IsKeptWithAKeyToEachOperation) {
  const std::string keys = history_of("keys.edn", kWriteToManyKeys);
  expect_kept("--tuples yes " + keys, 0);
  expect_kept("--tuples yes --json " + keys, 0);
  expect_kept("--tuples yes --model kv --whole --init nil --deadline 1 " + keys, 2);
}

TEST_F(Memory, IsKeptWhileExplaining) {
  expect_kept(history_of("next.edn", kNext, "[0 :invoke :next nil] [0 :ok :next 200009]\n"), 1);
  expect_kept(history_of("write.edn", kWrite, "[0 :invoke :read nil] [0 :ok :read 7]\n"), 1);
  expect_kept("--search " + history_of("write.edn", kWrite, "[0 :invoke :read nil] [0 :ok :read 7]\n"), 1);
}

}  // namespace
}  // namespace pawl::checker::testing
