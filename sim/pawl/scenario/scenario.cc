#include "sim/pawl/scenario/scenario.h"

#include <fmt/format.h>

#include <utility>

#include "sim/pawl/client/session.h"
#include "sim/pawl/scenario.pb.h"
#include "sim/pawl/scenario/validate.h"
#include "sim/pawl/system.h"
#include "sim/run/world.h"
#include "sim/scenario/text.h"

namespace pawl::sim {
std::expected<Scenario, std::string> Scenario::read(const std::string& path) {
  const auto text = read_text(path);
  if (!text) return std::unexpected(text.error());
  return parse(path, *text);
}

std::expected<Scenario, std::string> Scenario::parse(const std::string& file_name, const std::string& text) {
  auto message = std::make_shared<proto::Scenario>();
  google::protobuf::TextFormat::ParseInfoTree places;
  if (auto parsed = parse_text(file_name, text, "sim/pawl/scenario.proto", *message, places); !parsed)
    return std::unexpected(parsed.error());
  if (auto sound = validate(*message, places); !sound)
    return std::unexpected(fmt::format("{}:{}", file_name, sound.error()));
  Scenario scenario;
  scenario.file_ = file_name;
  scenario.text_ = text;
  if (message->has_choices()) {
    auto choices = choices_in(file_name, message->choices());
    if (!choices) return std::unexpected(choices.error());
    scenario.choices_ = std::move(*choices);
  }
  scenario.message_ = std::move(message);
  return scenario;
}

std::string Scenario::text_with(const ChoiceList& choices) const { return sim::text_with(text_, choices); }

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

std::expected<ScenarioFile, std::string> read_scenario(const std::string& path) {
  const auto scenario = Scenario::read(path);
  if (!scenario) return std::unexpected(scenario.error());
  return ScenarioFile{path, runs_of(*scenario), scenario->is_one_run(),
                      [it = *scenario](const ChoiceList& choices) { return it.text_with(choices); }};
}

}  // namespace pawl::sim
