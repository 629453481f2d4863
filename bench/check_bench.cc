// check_bench: the time of judging histories that are already in memory, reading excluded.
// check_bench [--repeat N] [--search] [--whole] [--model M] [--init V] [--nil-read any] [--cas-fail differs]
// FILE... Prints the mean and the maximum over the files of the best of N runs, in processor time, and the
// peak of memory.

#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/processor_time.h"
#include "checker/check.h"
#include "checker/history/event_reader.h"

namespace {

using namespace pawl::checker;
using pawl::bench::processor_milliseconds;

long peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

// Milliseconds of the best of `repeat_count` runs; negative if the file is no question.
double best_of(const History& history, const CheckOptions& options, int repeat_count, Verdict& verdict) {
  double best = -1;
  for (int i = 0; i < repeat_count; ++i) {
    History copy = history;
    const double begin = processor_milliseconds();
    const auto result = check(copy, options);
    const double cost = processor_milliseconds() - begin;
    if (!result) return -1;
    verdict = result->verdict;
    best = best < 0 ? cost : std::min(best, cost);
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  CheckOptions options;
  options.deadline = std::chrono::seconds(60);
  options.explain = false;
  std::vector<std::string> files;
  std::string init;
  std::string nil_read;
  std::string cas_fail;
  int repeat_count = 3;
  bool searches_only = false;
  bool is_whole = false;
  CLI::App app("The time of judging histories in memory", "check_bench");
  app.add_option("file", files)->required();
  app.add_option("--repeat", repeat_count)->check(CLI::Range(1, 1000));
  app.add_option("--model", options.model);
  app.add_option("--init", init);
  app.add_option("--nil-read", nil_read);
  app.add_option("--cas-fail", cas_fail);
  app.add_flag("--search", searches_only, "no near-linear decisions");
  app.add_flag("--whole", is_whole, "all keys as one object");
  CLI11_PARSE(app, argc, argv);
  if (!init.empty()) options.init = read_value(init).value_or(Value{});
  if (nil_read == "any") options.nil_read = NilRead::Any;
  if (cas_fail == "differs") options.cas_fail = CasFail::Differs;
  options.use_decisions = !searches_only;
  options.partition = !is_whole;
  double sum = 0;
  double most = 0;
  for (const std::string& file : files) {
    auto source = ByteSource::open(file, ByteSource::Growth::Fixed);
    auto history = source ? read_history(std::move(*source))
                          : std::unexpected(Damage{.place = {}, .what = source.error()});
    Verdict verdict = Verdict::Unknown;
    const double cost = history ? best_of(*history, options, repeat_count, verdict) : -1;
    if (cost < 0) {
      fmt::print(stderr, "{}: cannot be judged\n", file);
      return 65;
    }
    if (files.size() <= 10) fmt::print("{:9.3f} ms  {}  {}\n", cost, verdict_text(verdict), file);
    sum += cost;
    most = std::max(most, cost);
  }
  fmt::print("{} files: mean {:.3f} ms, most {:.3f} ms, {} MiB at the peak\n", files.size(),
             sum / static_cast<double>(files.size()), most, peak_mib());
  return 0;
}
