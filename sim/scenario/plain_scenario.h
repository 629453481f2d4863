#pragma once
// Reads scenarios of systems that have no schema of their own: PlainScenario of sim/scenario.proto. The
// system is known by its words alone.

#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/stream.h"
#include "sim/scenario/plain_plan.h"

namespace pawl::sim {

namespace proto {
class PlainScenario;
}

/// The names that a scenario may use of a system.
struct PlainWords {
  std::vector<std::string_view> scripts;
  std::vector<std::string_view> aims;
  std::span<const PlainKnob> knobs;
};

/// A scenario that was read and found sound. Copies share it; it never changes.
class PlainScenario {
 public:
  /// An error reads `FILE:LINE:COLUMN: what is wrong and what to do`.
  static std::expected<PlainScenario, std::string> read(const std::string& path, const PlainWords& words);
  static std::expected<PlainScenario, std::string> parse(const std::string& file_name,
                                                         const std::string& text, const PlainWords& words);

  /// The run that this scenario makes of the choices. The plan's floors have names that live as long as the
  /// scenario.
  PlainPlan draw(Stream& choices) const;
  /// The choices that every run makes; null: the seed's.
  const ChoiceList* choices() const { return choices_.get(); }
  /// Whether all seeds make the same run.
  bool is_one_run() const { return choices_ && choices_->rule != ChoiceList::Rule::Partial; }
  /// The text of this scenario with other choices.
  std::string text_with(const ChoiceList& choices) const;

 private:
  PlainScenario() = default;

  PlainWords words_;
  std::string file_;
  std::string text_;
  std::shared_ptr<const proto::PlainScenario> message_;
  std::shared_ptr<const ChoiceList> choices_;
};

}  // namespace pawl::sim
