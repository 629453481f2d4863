#pragma once
// A shell command run to its end, as a user would: for tests of whole programs.

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace pawl::checker::testing {

struct Outcome {
  int code = -1;  ///< of its exit; -1: it ended otherwise
  std::string text;
  std::uint64_t memory_bytes_most = 0;  ///< what the largest process of it had in memory
};

/// Runs `command`; standard error is joined to the text.
inline Outcome run_command(const std::string& command) {
  Outcome outcome;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return outcome;
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    outcome.text.append(buffer, static_cast<std::size_t>(count));
  ::close(ends[0]);
  int status = 0;
  rusage used{};
  if (child > 0 && ::wait4(child, &status, 0, &used) == child && WIFEXITED(status))
    outcome.code = WEXITSTATUS(status);
  outcome.memory_bytes_most = static_cast<std::uint64_t>(used.ru_maxrss) << 10;
  return outcome;
}

}  // namespace pawl::checker::testing
