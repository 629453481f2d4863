// pawl-load: the load generator. Exit codes: 0 it ran and at least one call was answered; 1 none was; 64
// wrong usage; 69 it could not begin; 74 the history could not be written.

#include <fmt/format.h>

#include <csignal>

#include "bench/load/load.h"
#include "bench/load/options.h"
#include "bench/load/recorder.h"
#include "bench/load/report.h"

namespace {

int stop(int exit_code, const std::string& text) {
  fmt::print(exit_code == 0 ? stdout : stderr, "{}{}\n", exit_code == 0 ? "" : "pawl-load: ", text);
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace pawl::bench;
  std::signal(SIGPIPE, SIG_IGN);
  const auto options = read_load_options(argc, argv);
  if (!options) return stop(options.error().exit_code, options.error().text);
  auto recorder = Recorder::open(options->history);
  if (!recorder) return stop(74, recorder.error());
  const auto result = run_load(*options, *recorder);
  if (!result) return stop(69, result.error());
  fmt::print("{}", options->json ? json_report(*options, *result) : text_report(*options, *result));
  if (const auto closed = recorder->close(); !closed) return stop(74, closed.error());
  return result->ok > 0 ? 0 : 1;
}
