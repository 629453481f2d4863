#include "sim/scenario/text.h"

#include <fmt/format.h>
#include <google/protobuf/io/tokenizer.h>

#include <fstream>
#include <sstream>
#include <utility>

namespace pawl::sim {
namespace {

/// Keeps the first thing that the parser finds wrong.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(std::string file) : file_(std::move(file)) {}
  void AddError(int line, int column, const std::string& text) override {
    if (text_.empty())
      text_ = line < 0 ? fmt::format("{}: {}", file_, text)
                       : fmt::format("{}:{}:{}: {}", file_, line + 1, column + 1, text);
  }
  const std::string& text() const { return text_; }

 private:
  std::string file_;
  std::string text_;
};

}  // namespace

std::expected<std::string, std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::unexpected(fmt::format("{}: cannot be read; is the path right?", path));
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad() || text.fail())
    return std::unexpected(fmt::format("{}: cannot be read; is it a file, and not empty?", path));
  return text.str();
}

std::expected<void, std::string> parse_text(const std::string& file_name, const std::string& text,
                                            const std::string& schema, google::protobuf::Message& message,
                                            google::protobuf::TextFormat::ParseInfoTree& places) {
  FirstError errors(file_name);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&places);
  if (!parser.ParseFromString(text, &message))
    return std::unexpected(fmt::format("{} (the fields are described in {})", errors.text(), schema));
  return {};
}

std::expected<std::shared_ptr<const ChoiceList>, std::string> choices_in(const std::string& file_name,
                                                                         const std::string& list) {
  auto choices = list_of(list);
  if (!choices) return std::unexpected(fmt::format("{}: choices: {}", file_name, choices.error()));
  return std::make_shared<const ChoiceList>(std::move(*choices));
}

std::string text_with(const std::string& old, const ChoiceList& choices) {
  std::string text = old.substr(0, old.rfind("\nchoices:"));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  text += "\nchoices:\n";
  std::istringstream lines(to_text(choices));
  for (std::string line; std::getline(lines, line);) text += fmt::format("  \"{}\\n\"\n", line);
  return text;
}

}  // namespace pawl::sim
