// pawl: the command line and the shell.

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "real/cli/flags.h"
#include "real/cli/runner.h"
#include "real/cli/shell.h"

int main(int argc, char** argv) {
  using namespace pawl::real::cli;
  std::signal(SIGPIPE, SIG_IGN);
  const auto flags = read_flags(argc, argv);
  if (!flags) {
    const bool is_help = flags.error().exit_code == 0;
    fmt::print(is_help ? stdout : stderr, "{}{}\n", is_help ? "" : "pawl: ", flags.error().what);
    return flags.error().exit_code;
  }
  Runner runner(*flags);
  return flags->command ? runner.run(*flags->command) : run_shell(runner);
}
