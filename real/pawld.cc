// pawld: one node. Reads its configuration, takes its data folder, listens, and turns the loop until it is
// told to leave. Exit codes are those of real/failure.h.

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "core/base/check.h"
#include "real/daemon.h"

namespace {

void say_check(const pawl::CheckFailure& failure) {
  const std::string text = fmt::format("pawld: our own bug: '{}' does not hold at {}:{}; the node stops\n",
                                       failure.fact, failure.file, failure.line);
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

/// Every client is a file: as many as this user may have.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int end_with(const pawl::real::Failure& failure) {
  std::FILE* stream = failure.exit_code == 0 ? stdout : stderr;
  fmt::print(stream, "{}{}\n", failure.exit_code == 0 ? "" : "pawld: ", failure.what);
  return failure.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace pawl::real;
  pawl::set_check_handler(say_check);
  std::signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  const auto config = read_config(argc, argv);
  if (!config) return end_with(config.error());
  const auto ended = run_daemon(*config);
  return ended ? 0 : end_with(ended.error());
}
