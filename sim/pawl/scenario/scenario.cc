#include "sim/pawl/scenario/scenario.h"

#include <fmt/format.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <fstream>
#include <sstream>

#include "sim/pawl/client/session.h"
#include "sim/pawl/scenario/validate.h"
#include "sim/pawl/system.h"
#include "sim/run/world.h"
#include "sim/scenario.pb.h"

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

std::expected<Scenario, std::string> Scenario::read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::unexpected(fmt::format("{}: cannot be read; is the path right?", path));
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad() || text.fail())
    return std::unexpected(fmt::format("{}: cannot be read; is it a file, and not empty?", path));
  return parse(path, text.str());
}

std::expected<Scenario, std::string> Scenario::parse(const std::string& file_name, const std::string& text) {
  auto message = std::make_shared<proto::Scenario>();
  FirstError errors(file_name);
  google::protobuf::TextFormat::Parser parser;
  google::protobuf::TextFormat::ParseInfoTree places;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&places);
  if (!parser.ParseFromString(text, message.get())) {
    return std::unexpected(fmt::format("{} (the fields are described in sim/scenario.proto)", errors.text()));
  }
  if (auto sound = validate(*message, places); !sound)
    return std::unexpected(fmt::format("{}:{}", file_name, sound.error()));
  Scenario scenario;
  scenario.file_ = file_name;
  scenario.text_ = text;
  if (message->has_choices()) {
    auto choices = list_of(message->choices());
    if (!choices) return std::unexpected(fmt::format("{}: choices: {}", file_name, choices.error()));
    scenario.choices_ = std::make_shared<const ChoiceList>(std::move(*choices));
  }
  scenario.message_ = std::move(message);
  return scenario;
}

std::string Scenario::text_with(const ChoiceList& choices) const {
  // Choices stand at the end, behind what people write.
  std::string text = text_.substr(0, message_->has_choices() ? text_.rfind("\nchoices:") : std::string::npos);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  text += "\nchoices:\n";
  std::istringstream lines(to_text(choices));
  for (std::string line; std::getline(lines, line);) text += fmt::format("  \"{}\\n\"\n", line);
  return text;
}

RunResult Scenario::run(const RunSettings& settings, const StackPool& stacks) const {
  return World<Pawl>([this](Stream& choices) { return draw(choices); }, settings, stacks).run();
}

const std::string& Scenario::title() const { return message_->title(); }

RunnerSource runs_of(const Scenario& scenario) {
  return [scenario]() -> Runner {
    return [scenario, stacks = std::make_shared<const StackPool>()](RunSettings settings) {
      if (settings.choices == nullptr) settings.choices = scenario.choices();
      return scenario.run(settings, *stacks);
    };
  };
}

}  // namespace pawl::sim
