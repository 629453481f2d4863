// Fuzzes every decision procedure against exhaustion on small histories.
// fuzz_decide [--cases N] [--seed S] [--path NAME]: N cases over all paths; exit 1 on any mismatch.

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "tests/checker/decide/fuzz.h"

namespace {

using pawl::checker::fuzz::Random;
using pawl::checker::fuzz::Tally;

struct Path {
  std::string_view name;
  void (*run)(Random&, Tally&);
};

constexpr Path kPaths[] = {
    {"sequencer", pawl::checker::fuzz::sequencer_case},
    {"sequencer-stream", pawl::checker::fuzz::sequencer_stream_case},
    {"register", pawl::checker::fuzz::register_case},
    {"versions", pawl::checker::fuzz::versions_case},
    {"mutex", pawl::checker::fuzz::mutex_case},
    {"fencing-lock", pawl::checker::fuzz::fencing_case},
    {"counter", pawl::checker::fuzz::counter_case},
    {"unique-ids", pawl::checker::fuzz::unique_ids_case},
    {"bag", pawl::checker::fuzz::bag_case},
    {"fifo", pawl::checker::fuzz::fifo_case},
    {"stack", pawl::checker::fuzz::stack_case},
    {"growing-set", pawl::checker::fuzz::growing_set_case},
};

bool parse(const char* text, std::int64_t& into) {
  const std::string_view view(text);
  const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), into);
  return error == std::errc() && end == view.data() + view.size();
}

int usage() {
  std::fputs("usage: fuzz_decide [--cases N] [--seed S] [--path NAME]\n", stderr);
  return 64;
}

}  // namespace

int main(int argc, char** argv) {
  std::int64_t cases = 1'000'000;
  std::int64_t seed = 1;
  std::string_view only;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name(argv[i]);
    if (i + 1 == argc) {
      return usage();
    }
    if (name == "--path") {
      only = argv[i + 1];
    } else if (!(name == "--cases" && parse(argv[i + 1], cases)) &&
               !(name == "--seed" && parse(argv[i + 1], seed))) {
      return usage();
    }
  }
  std::int64_t paths = 0;
  for (const Path& path : kPaths) {
    paths += only.empty() || only == path.name ? 1 : 0;
  }
  if (paths == 0) {
    return usage();
  }
  std::int64_t mismatches = 0;
  for (const Path& path : kPaths) {
    if (!only.empty() && only != path.name) {
      continue;
    }
    const auto begun = std::chrono::steady_clock::now();
    Random random(static_cast<std::uint64_t>(seed));
    Tally tally;
    while (tally.cases < cases / paths) {
      path.run(random, tally);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const auto percent = [&](std::int64_t part) {
      return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(tally.cases, 1));
    };
    fmt::print(
        "{:<18} {:>11} cases  {:5.1f} % linearizable  {:5.1f} % not  {:5.2f} % undecided  {} mismatches  "
        "{:.1f} s\n",
        path.name, tally.cases, percent(tally.linearizable), percent(tally.not_linearizable),
        percent(tally.undecided), tally.mismatches, took.count());
    std::fflush(stdout);
    if (tally.mismatches > 0) {
      fmt::print("first mismatch: {}\n", tally.first_mismatch);
    }
    mismatches += tally.mismatches;
  }
  return mismatches == 0 ? 0 : 1;
}
