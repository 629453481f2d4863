#include "real/cli/shell.h"

#include <fmt/format.h>
#include <unistd.h>

// readline's header needs FILE.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <readline/history.h>
#include <readline/readline.h>

#include "real/failure.h"

namespace pawl::real::cli {
namespace {

constexpr const char* kPrompt = "pawl> ";
constexpr int kHistoryLinesMax = 1000;

/// readline calls back without a context, so the shell that is on the terminal stands here.
Runner* completing_runner = nullptr;

char* copy_for_readline(const std::string& text) { return ::strdup(text.c_str()); }

/// What a word that begins with `text` may be: readline asks with state 0 first and then until null.
template <class Find>
char* next_match(const char* text, int state, const Find& find) {
  static std::vector<std::string> matches;
  if (state == 0) matches = find(std::string(text));
  if (static_cast<std::size_t>(state) >= matches.size()) return nullptr;
  return copy_for_readline(matches[static_cast<std::size_t>(state)]);
}

char* next_command(const char* text, int state) {
  return next_match(text, state, [](const std::string& begun) {
    std::vector<std::string> words;
    for (const Usage& usage : usages()) {
      if (usage.word.starts_with(begun)) words.emplace_back(usage.word);
    }
    return words;
  });
}

char* next_name(const char* text, int state) {
  return next_match(text, state, [](const std::string& begun) { return completing_runner->names(begun); });
}

char** complete(const char* text, int start, int /*end*/) {
  rl_attempted_completion_over = 1;  // never file names
  const std::string before(rl_line_buffer, static_cast<std::size_t>(start));
  const std::size_t words = split_words(before).value_or(std::vector<std::string>{}).size();
  if (words == 0) return rl_completion_matches(text, next_command);
  if (words == 1) return rl_completion_matches(text, next_name);
  return nullptr;
}

std::string history_path() {
  const char* home = std::getenv("HOME");
  return home == nullptr ? "" : std::string(home) + "/.pawl_history";
}

/// The terminal's side: lines with editing, history and completion.
class Terminal {
 public:
  explicit Terminal(Runner& runner) {
    completing_runner = &runner;
    rl_readline_name = "pawl";
    rl_attempted_completion_function = complete;
    // Names hold dots, slashes and dashes.
    rl_completer_word_break_characters = " \t'\"";
    using_history();
    stifle_history(kHistoryLinesMax);
    if (!history_.empty()) read_history(history_.c_str());
  }
  ~Terminal() {
    if (!history_.empty()) write_history(history_.c_str());
    completing_runner = nullptr;
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  std::optional<std::string> read() {
    const std::unique_ptr<char, decltype(&std::free)> line(readline(kPrompt), std::free);
    if (!line) {
      fmt::print("\n");
      return std::nullopt;
    }
    if (line.get()[0] != '\0') add_history(line.get());
    return std::string(line.get());
  }

 private:
  std::string history_ = history_path();
};

/// Runs one line. Nothing: it says quit.
std::optional<int> run_line(Runner& runner, const std::string& line, int code_before) {
  const auto words = split_words(line);
  if (!words) {
    fmt::print(stderr, "{}\n", words.error());
    return kExitUsage;
  }
  if (words->empty() || words->front().starts_with('#')) return code_before;
  const auto command = parse_command(*words);
  if (!command) {
    fmt::print(stderr, "{}\n", command.error());
    return kExitUsage;
  }
  if (command->verb == Verb::Quit) return std::nullopt;
  return runner.run(*command);
}

template <class ReadLine>
int run_lines(Runner& runner, const ReadLine& read_line) {
  int code = 0;
  while (const std::optional<std::string> line = read_line()) {
    const std::optional<int> next = run_line(runner, *line, code);
    if (!next) break;
    code = *next;
  }
  return code;
}

}  // namespace

int run_shell(Runner& runner) {
  if (::isatty(STDIN_FILENO) == 0) {
    return run_lines(runner, []() -> std::optional<std::string> {
      std::string line;
      if (!std::getline(std::cin, line)) return std::nullopt;
      return line;
    });
  }
  Terminal terminal(runner);
  return run_lines(runner, [&] { return terminal.read(); });
}

}  // namespace pawl::real::cli
