#include "real/cli/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "real/cli/render.h"
#include "real/cli/status.h"
#include "real/failure.h"

namespace pawl::real::cli {
namespace {

void print_help() {
  for (const Usage& usage : usages()) {
    if (!usage.meaning.empty()) fmt::print("{} {}\n    {}\n", usage.word, usage.arguments, usage.meaning);
  }
}

/// What the command asks of the sequencer. A key is made where the person gave none: a repetition by the
/// client can then never have a second effect.
client::Content content_of(const Command& command, api::Session& session) {
  if (command.verb == Verb::Get) return machine::Query{machine::SequenceGet{command.name}};
  machine::Request request{.key = command.key ? *command.key : session.make_key(),
                           .operation = machine::SequenceDelete{command.name}};
  if (command.verb == Verb::Create) {
    request.operation = machine::SequenceCreate{.name = command.name, .parameters = command.parameters};
  }
  if (command.verb == Verb::Next || command.verb == Verb::Reserve) {
    request.operation = machine::SequenceReserve{
        .name = command.name, .count = command.count, .on_missing = machine::OnMissing::Refuse};
  }
  return request;
}

}  // namespace

Runner::Runner(const Flags& flags) : flags_(flags), session_({.endpoints = flags.endpoints}) {}

int Runner::run(const Command& command) {
  switch (command.verb) {
    case Verb::Help: print_help(); return 0;
    case Verb::Quit: return 0;
    case Verb::Status: return run_status();
    case Verb::List: return run_list(command);
    default: break;
  }
  client::Content content = content_of(command, session_);
  return print(command,
               api::call_and_wait(session_, {.content = std::move(content), .deadline = flags_.timeout}));
}

int Runner::run_status() {
  const auto answers = ask_status(flags_.endpoints, std::min(flags_.timeout, seconds(2)));
  fmt::print("{}", render_status(flags_.format, answers));
  return std::ranges::any_of(answers, &NodeAnswer::has_answered) ? 0 : kExitUnavailable;
}

int Runner::run_list(const Command& command) {
  machine::SequenceList list{.prefix = command.name, .after = std::nullopt, .limit = 1000};
  while (true) {
    const machine::Outcome outcome =
        api::call_and_wait(session_, {.content = machine::Query{list}, .deadline = flags_.timeout});
    if (const int code = print(command, outcome); code != 0) return code;
    const auto& listed = std::get<machine::Listed>(*outcome);
    if (!listed.more || listed.sequences.empty()) return 0;
    list.after = listed.sequences.back().name;
  }
}

int Runner::print(const Command& command, const machine::Outcome& outcome) {
  if (outcome) {
    fmt::print("{}", render_answer(flags_.format, command, *outcome));
  } else {
    const int code = exit_code_of(outcome);
    const std::string troubles = code == 1 ? "" : session_.troubles();
    fmt::print(flags_.format == Format::Json ? stdout : stderr, "{}",
               render_error(flags_.format, command, outcome.error(), troubles));
  }
  std::fflush(stdout);
  return exit_code_of(outcome);
}

std::vector<std::string> Runner::names(const std::string& prefix) {
  const machine::SequenceList list{.prefix = prefix, .after = std::nullopt, .limit = 50};
  const machine::Outcome outcome =
      api::call_and_wait(session_, {.content = machine::Query{list}, .deadline = milliseconds(300)});
  std::vector<std::string> names;
  if (!outcome) return names;
  for (const machine::Sequence& sequence : std::get<machine::Listed>(*outcome).sequences) {
    names.push_back(sequence.name);
  }
  return names;
}

}  // namespace pawl::real::cli
