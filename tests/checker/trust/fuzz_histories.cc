// Whole histories as the program reads them, in every model and with every witness mixed in and left out: the
// decision, the search and the definition must say the same, every order must be one, and every core must be
// what is claimed of it.
// fuzz_histories [--cases N] [--seed S] [--model NAME]: N cases over all models; exit 1 on any fault, which
// is printed as small as it could be made.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "tests/checker/trust/judged_history.h"

namespace {

using namespace pawl::checker;
using namespace pawl::checker::trust;

bool parse(const char* text, std::int64_t& into) {
  const std::string_view view(text);
  const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), into);
  return error == std::errc() && end == view.data() + view.size();
}

int usage() {
  std::fputs("usage: fuzz_histories [--cases N] [--seed S] [--model NAME]\n", stderr);
  return 64;
}

std::int64_t run(std::string_view model, std::int64_t cases, std::int64_t seed) {
  const auto begun = std::chrono::steady_clock::now();
  Random random(static_cast<std::uint64_t>(seed));
  Counts counts;
  std::int64_t faults = 0;
  for (std::int64_t i = 0; i < cases; ++i) {
    const MixedHistory history = mixed_history(random, model, 7);
    const std::string fault = judge(history, counts);
    if (fault.empty()) continue;
    if (faults++ == 0) {
      const MixedHistory small = shrink(history);
      Counts ignored;
      fmt::print("{}, case {}: {}\n{}", model, i, judge(small, ignored), describe(small));
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  const auto percent = [&](std::int64_t part) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(cases, 1));
  };
  fmt::print(
      "{:<16} {:>9} cases  {:5.1f} % linearizable  {:5.1f} % decided  {:8} cores, {:5.1f} % minimal, {} not "
      "shown  "
      "{} faults  {:.1f} s\n",
      model, cases, percent(counts.linearizable), percent(counts.decided), counts.cores,
      100.0 * static_cast<double>(counts.minimal_cores) /
          static_cast<double>(std::max<std::int64_t>(counts.cores, 1)),
      counts.named_cores, faults, took.count());
  std::fflush(stdout);
  return faults;
}

}  // namespace

int main(int argc, char** argv) {
  std::int64_t cases = 100'000;
  std::int64_t seed = 1;
  std::string_view only;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name(argv[i]);
    if (i + 1 == argc) return usage();
    if (name == "--model") {
      only = argv[i + 1];
    } else if (!(name == "--cases" && parse(argv[i + 1], cases)) &&
               !(name == "--seed" && parse(argv[i + 1], seed))) {
      return usage();
    }
  }
  std::vector<std::string_view> models = mixed_models();
  if (!only.empty()) std::erase_if(models, [&](std::string_view model) { return model != only; });
  if (models.empty()) return usage();
  std::int64_t faults = 0;
  for (const std::string_view model : models)
    faults += run(model, cases / static_cast<std::int64_t>(models.size()), seed);
  return faults == 0 ? 0 : 1;
}
