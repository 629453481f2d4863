#pragma once
// A shell command run to its end, as a user would: for tests of whole programs.

#include <sys/wait.h>

#include <cstddef>
#include <cstdio>
#include <string>

namespace pawl::checker::testing {

struct Outcome {
  int code = -1;  ///< of its exit; -1: it ended otherwise
  std::string text;
};

/// Runs `command`; standard error is joined to the text.
inline Outcome run_command(const std::string& command) {
  Outcome outcome;
  std::FILE* pipe = ::popen(("{ " + command + "; } 2>&1").c_str(), "r");
  char buffer[4096];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    outcome.text.append(buffer, count);
  const int status = ::pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

}  // namespace pawl::checker::testing
