// Goal: keys judged on several threads give the result that one thread gives. Method: random histories of
// many small registers, some of them wrong.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <mutex>
#include <random>
#include <set>
#include <string>

#include "checker/check.h"
#include "checker/history/event_reader.h"
#include "checker/parallel.h"

namespace pawl::checker {
namespace {

/// Registers 0 to key_count - 1, each written and read by two clients; the keys of `wrong` read what was
/// never written.
History registers(int key_count, const std::set<int>& wrong, std::mt19937_64& random) {
  std::string text;
  for (int key = 0; key < key_count; ++key) {
    const int rounds = 1 + static_cast<int>(random() % 5);
    for (int round = 0; round < rounds; ++round) {
      const int seen = wrong.contains(key) && round + 1 == rounds ? 99 : round;
      text += fmt::format(
          "[0 :invoke :write [{0} {1}]] [1 :invoke :read [{0} nil]] [0 :ok :write [{0} {1}]] "
          "[1 :ok :read [{0} {2}]]\n",
          key, round, seen);
    }
  }
  return read_history(ByteSource::memory(text)).value();
}

std::string listing(const Result& result) {
  std::string text = fmt::format("{} {}\n", verdict_text(result.verdict), result.reason);
  for (const PartResult& part : result.parts)
    text += fmt::format("{} {} {} {} {}\n", to_edn(part.key), verdict_text(part.verdict), part.reason,
                        part.budget, fmt::join(part.order, " "));
  return text;
}

TEST(Parallel, EveryItemIsWorkedOnOnce) {
  std::mutex guard;
  std::multiset<std::size_t> seen;
  for_each_in_parallel(1000, 4, [&](std::size_t i) {
    const std::lock_guard lock(guard);
    seen.insert(i);
  });
  ASSERT_EQ(seen.size(), 1000u);
  EXPECT_EQ(std::set<std::size_t>(seen.begin(), seen.end()).size(), 1000u);
}

TEST(Parallel, TheLeastIsKept) {
  Least least(9);
  for (const std::size_t found : {7U, 8U, 3U, 5U}) least.lower_to(found);
  EXPECT_EQ(least.value(), 3u);
}

TEST(Parallel, ThreadsDoNotChangeTheResult) {
  std::mt19937_64 random(1);
  for (int run = 0; run < 60; ++run) {
    const int key_count = 1 + static_cast<int>(random() % 40);
    std::set<int> wrong;
    for (std::uint64_t i = random() % 8; i > 0; --i) wrong.insert(static_cast<int>(random() % 40));
    const History history = registers(key_count, wrong, random);
    for (const bool use_decisions : {true, false}) {
      CheckOptions options;
      options.model = "register";
      options.use_decisions = use_decisions;
      History first = history;
      const std::string alone = listing(check(first, options).value());
      options.jobs = 4;
      History second = history;
      EXPECT_EQ(listing(check(second, options).value()), alone) << "run " << run;
    }
  }
}

}  // namespace
}  // namespace pawl::checker
