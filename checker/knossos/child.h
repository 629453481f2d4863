#pragma once
// A child process whose output is wanted within a deadline.

#include <chrono>
#include <expected>
#include <string>
#include <vector>

namespace pawl::checker {

struct ChildResult {
  int exit_code = 0;  ///< -1: it was stopped at the deadline or by a signal
  std::string out;    ///< standard output, 1 MiB at most
  std::string err;    ///< standard error, 1 MiB at most
};

/// Runs `command` (a program of PATH and its arguments) in `folder`; kills it at the deadline. An error: it
/// could not start.
std::expected<ChildResult, std::string> run_child(const std::vector<std::string>& command,
                                                  const std::string& folder,
                                                  std::chrono::milliseconds deadline);

}  // namespace pawl::checker
