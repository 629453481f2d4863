#include "real/cli/render.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/overloaded.h"
#include "real/failure.h"

namespace pawl::real::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Json& json) {
  // A name may hold any bytes; JSON holds text.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string number_or_dash(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "-";
}

/// What follows the name: `current 6 increment 1 max -`, and what is out of the ordinary.
std::string parameters_text(const machine::Sequence& sequence) {
  const machine::SequenceParameters& parameters = sequence.parameters;
  std::string text = fmt::format("current {} increment {} max {}", sequence.current, parameters.increment,
                                 number_or_dash(parameters.max));
  if (parameters.min) text += fmt::format(" min {}", *parameters.min);
  if (parameters.cycle) text += " cycle";
  return text;
}

std::string sequence_text(std::string_view word, const machine::Sequence& sequence) {
  return fmt::format("r{} {} {} {}\n", sequence.revision, word, sequence.name, parameters_text(sequence));
}

Json sequence_json(const machine::Sequence& sequence) {
  const machine::SequenceParameters& parameters = sequence.parameters;
  Json json;
  json["name"] = sequence.name;
  json["current"] = sequence.current;
  json["initial"] = parameters.initial;
  json["increment"] = parameters.increment;
  json["min"] = parameters.min ? Json(*parameters.min) : Json(nullptr);
  json["max"] = parameters.max ? Json(*parameters.max) : Json(nullptr);
  json["cycle"] = parameters.cycle;
  json["revision"] = sequence.revision;
  json["incarnation"] = sequence.incarnation;
  return json;
}

std::string answer_text(const Command& command, const machine::Answer& answer) {
  return std::visit(
      Overloaded{
          [](const machine::Created& created) {
            return sequence_text(created.is_new ? "created" : "exists", created.sequence);
          },
          [&](const machine::Reserved& reserved) {
            if (command.verb == Verb::Next) {
              return fmt::format("r{} next {} {}\n", reserved.revision, command.name, reserved.last);
            }
            return fmt::format("r{} reserved {} {}..{} count {}\n", reserved.revision, command.name,
                               reserved.first, reserved.last, reserved.count);
          },
          [](const machine::Deleted&) { return std::string("deleted\n"); },
          [](const machine::Found& found) { return sequence_text("get", found.sequence); },
          [](const machine::Listed& listed) {
            std::string text;
            for (const machine::Sequence& sequence : listed.sequences) {
              text += fmt::format("r{} {} {}\n", sequence.revision, sequence.name, parameters_text(sequence));
            }
            return text;
          },
      },
      answer);
}

std::string answer_json(const Command& command, const machine::Answer& answer) {
  return std::visit(
      Overloaded{
          [](const machine::Created& created) {
            Json json = sequence_json(created.sequence);
            json["is_new"] = created.is_new;
            return line_of(json);
          },
          [&](const machine::Reserved& reserved) {
            Json json;
            json["name"] = command.name;
            if (command.verb == Verb::Next) {
              json["value"] = reserved.last;
            } else {
              json["first"] = reserved.first;
              json["last"] = reserved.last;
              json["count"] = reserved.count;
              json["increment"] = reserved.increment;
            }
            json["revision"] = reserved.revision;
            json["incarnation"] = reserved.incarnation;
            return line_of(json);
          },
          [&](const machine::Deleted& deleted) {
            return line_of({{"name", command.name}, {"deleted", true}, {"incarnation", deleted.incarnation}});
          },
          [](const machine::Found& found) { return line_of(sequence_json(found.sequence)); },
          [](const machine::Listed& listed) {
            std::string text;
            for (const machine::Sequence& sequence : listed.sequences)
              text += line_of(sequence_json(sequence));
            return text;
          },
      },
      answer);
}

std::string_view certainty_text(Certainty certainty) {
  switch (certainty) {
    case Certainty::DidNotHappen: return "did-not-happen";
    case Certainty::MayHaveHappened: return "may-have-happened";
  }
  std::unreachable();
}

}  // namespace

std::string render_answer(Format format, const Command& command, const machine::Answer& answer) {
  return format == Format::Json ? answer_json(command, answer) : answer_text(command, answer);
}

std::string render_error(Format format, const Command& command, const Error& error,
                         const std::string& troubles) {
  if (format == Format::Json) {
    Json json;
    json["error"]["code"] = name(error.code);
    json["error"]["certainty"] = certainty_text(certainty(error.code));
    json["error"]["detail"] = error.detail;
    if (!troubles.empty()) json["error"]["troubles"] = troubles;
    return line_of(json);
  }
  const bool asks_for_one = command.verb == Verb::Delete || command.verb == Verb::Get;
  if (error.code == ErrorCode::NotFound && asks_for_one) return "not found\n";
  std::string text = fmt::format("{}: {}\n", name(error.code), error.detail);
  if (!troubles.empty()) text += fmt::format("  on the way: {}\n", troubles);
  return text;
}

int exit_code_of(const machine::Outcome& outcome) {
  if (outcome) return 0;
  switch (outcome.error().code) {
    case ErrorCode::NotLeader:
    case ErrorCode::Overloaded:
    case ErrorCode::ShuttingDown: return kExitUnavailable;
    default: return certainty(outcome.error().code) == Certainty::MayHaveHappened ? 2 : 1;
  }
}

}  // namespace pawl::real::cli
