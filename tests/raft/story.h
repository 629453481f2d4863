#pragma once
// The file format of a story: comments, then blocks of
//
//   command with=arguments
//   ----
//   what it printed, up to the next empty line
//
// The runner compares, or with --rewrite writes down, what the commands print.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::raft::story {

struct Command {
  std::string verb;
  /// Arguments in order; `key=value` ones are among them.
  std::vector<std::string> arguments;
  int line = 0;

  bool has(std::string_view word) const;
  /// The value of `key=value`; empty if absent.
  std::string value_of(std::string_view key) const;
};

/// Runs every command of `text` through `run` and returns the text with what they printed in place of the
/// expected output.
std::string replay(const std::string& text, const std::function<std::string(const Command&)>& run);

}  // namespace pawl::raft::story
