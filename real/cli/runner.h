#pragma once
// Runs commands one after another against the cluster and prints what came of them.

#include <cstdio>
#include <string>
#include <vector>

#include "real/cli/command.h"
#include "real/cli/flags.h"
#include "real/grpc/session.h"

namespace pawl::real::cli {

class Runner {
 public:
  explicit Runner(const Flags& flags);

  /// Prints the answer to stdout or the error to stderr (as JSON: both to stdout), and returns the exit code.
  int run(const Command& command);

  /// Names that begin with `prefix`, a few of them, for completion; none if the cluster is slow to answer.
  std::vector<std::string> names(const std::string& prefix);

 private:
  int run_status();
  int run_list(const Command& command);
  int print(const Command& command, const machine::Outcome& outcome);

  Flags flags_;
  api::Session session_;
};

}  // namespace pawl::real::cli
