// fuzz_transactions [--cases N] [--seed S]: random small histories of transactions, judged at every level and
// by exhaustion. Prints how many had each level, and the first history on which the two differ.

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <random>
#include <string_view>

#include "checker/transactions/judge.h"
#include "checker/transactions/verify.h"
#include "tests/checker/transactions/exhaustion.h"
#include "tests/checker/transactions/random_store.h"

namespace {

using namespace pawl::checker;
using namespace pawl::checker::testing;

constexpr int kTransactionsMax = 5;

std::uint64_t number_after(int argc, char** argv, std::string_view name, std::uint64_t otherwise) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (argv[i] == name) std::from_chars(argv[i + 1], argv[i + 1] + std::strlen(argv[i + 1]), otherwise);
  }
  return otherwise;
}

std::string_view text(Standing standing) {
  return standing == Standing::Holds ? "holds" : standing == Standing::Refuted ? "refuted" : "open";
}

struct Counts {
  std::array<std::uint64_t, 8> held{};
  std::array<std::uint64_t, 8> open{};
  std::uint64_t doubles = 0;
};

// False if the two differ, which is printed.
bool judge(const SmallHistory& small, bool has_doubles, Counts& counts) {
  TransactionLog log = log_of(history_of(small), Value{}, false);
  const LevelReport report = judge_transactions(log);
  for (const Level level : all_levels()) {
    const auto number = static_cast<std::size_t>(level);
    // What a value says that two wrote is not defined below snapshots.
    if (has_doubles && !implies(level, Level::SnapshotIsolation)) continue;
    const bool expected = is_of_level(small, level);
    const Standing standing = report.of(level);
    counts.held[number] += expected ? 1 : 0;
    counts.open[number] += standing == Standing::Open ? 1 : 0;
    const bool is_right = standing == (expected ? Standing::Holds : Standing::Refuted) ||
                          (has_doubles && standing == Standing::Open);
    if (is_right) continue;
    fmt::print("{} is {}, by exhaustion it {}\n{}", level_name(level), text(standing),
               expected ? "holds" : "is refuted", text_of(small));
    for (const Contradiction& found : report.found) fmt::print("{}\n", explain(log, found));
    return false;
  }
  if (report.rejected_count > 0) {
    fmt::print("a contradiction is none\n{}", text_of(small));
    return false;
  }
  const bool wants_order = report.of(Level::Serializable) == Standing::Holds;
  if (wants_order != !report.order.empty() && wants_order) {
    bool has_any = false;
    for (const Transaction& txn : log.all) has_any = has_any || txn.outcome == Outcome::Ok;
    if (has_any) {
      fmt::print("serializable without an order\n{}", text_of(small));
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t cases = number_after(argc, argv, "--cases", 100000);
  std::mt19937_64 random(number_after(argc, argv, "--seed", 1));
  Counts counts;
  for (std::uint64_t i = 0; i < cases; ++i) {
    const auto stored = static_cast<Stored>(i % 3);
    const bool has_doubles = random() % 16 == 0;
    counts.doubles += has_doubles ? 1 : 0;
    const SmallHistory small = random_transactions(random, stored, kTransactionsMax, has_doubles);
    if (!judge(small, has_doubles, counts)) {
      fmt::print("case {}\n", i);
      return 1;
    }
  }
  fmt::print("{} histories, {} of them with values that two may have written\n", cases, counts.doubles);
  for (const Level level : all_levels()) {
    const auto number = static_cast<std::size_t>(level);
    fmt::print("{:<34} {:>9} hold, {:>7} were left open\n", level_name(level), counts.held[number],
               counts.open[number]);
  }
  return 0;
}
