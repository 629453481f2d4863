#include "tests/raft/story.h"

#include <algorithm>
#include <sstream>

namespace pawl::raft::story {

namespace {

Command parse(const std::string& line, int number) {
  Command command{.verb = {}, .arguments = {}, .line = number};
  std::istringstream words(line);
  words >> command.verb;
  for (std::string word; words >> word;) command.arguments.push_back(word);
  return command;
}

void skip_expected(std::istringstream& lines, int& number) {
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty()) return;
  }
}

}  // namespace

bool Command::has(std::string_view word) const {
  return std::find(arguments.begin(), arguments.end(), word) != arguments.end();
}

std::string Command::value_of(std::string_view key) const {
  for (const std::string& argument : arguments)
    if (argument.size() > key.size() && argument.starts_with(key) && argument[key.size()] == '=')
      return argument.substr(key.size() + 1);
  return {};
}

std::string replay(const std::string& text, const std::function<std::string(const Command&)>& run) {
  std::istringstream lines(text);
  std::string result;
  std::vector<Command> commands;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    result += line + "\n";
    if (line.empty() || line.starts_with('#')) continue;
    if (line != "----") {
      commands.push_back(parse(line, number));
      continue;
    }
    std::string printed;
    for (const Command& command : commands) printed += run(command);
    commands.clear();
    result += printed.empty() ? "ok\n" : printed;
    skip_expected(lines, number);
    result += "\n";
  }
  if (!commands.empty()) result += "error: the last commands have no '----' line after them\n";
  while (result.ends_with("\n\n")) result.pop_back();
  return result;
}

}  // namespace pawl::raft::story
