#include "sim/cli/program.h"

#include <CLI/CLI.hpp>
#include <limits>
#include <memory>
#include <utility>

#include "core/base/overloaded.h"
#include "sim/cli/verbs.h"

namespace pawl::sim {
namespace {

template <class Value, class Place>
CLI::Option* add_number(CLI::App& command, const Option& option, const Bounded<Value, Place>& number) {
  CLI::Option* added = command.add_option(option.name, *number.place, option.about);
  if (number.min == Value{} && number.max == std::numeric_limits<Value>::max())
    return added->check(CLI::NonNegativeNumber);
  return added->check(CLI::Range(number.min, number.max));
}

CLI::Option* add_option(CLI::App& command, const Option& option) {
  return std::visit(
      Overloaded{[&](bool* place) { return command.add_flag(option.name, *place, option.about); },
                 [&](std::string* place) { return command.add_option(option.name, *place, option.about); },
                 [&](std::vector<std::string>* place) {
                   return command.add_option(option.name, *place, option.about);
                 },
                 [&](const auto& number) { return add_number(command, option, number); }},
      option.place);
}

CLI::App* add_verb(CLI::App& app, const Verb& verb) {
  CLI::App* command = app.add_subcommand(verb.name, verb.about);
  for (const Option& option : verb.options) {
    CLI::Option* added = add_option(*command, option);
    added->required(option.need == Option::Need::MustBeThere);
    if (option.complaint)
      added->check(CLI::Validator(
          [complaint = option.complaint](std::string& words) { return complaint(words); }, "NAMES"));
  }
  for (const Option& option : verb.options) {
    CLI::Option* added = command->get_option(option.name);
    if (!option.excludes.empty()) added->excludes(command->get_option(option.excludes));
    if (!option.needs.empty()) added->needs(command->get_option(option.needs));
  }
  return command;
}

}  // namespace

int simulate(const Subject& subject, int argc, char** argv) {
  CLI::App app(subject.about);
  app.set_version_flag("--version", subject.version);
  app.footer(kExitCodes);
  app.require_subcommand(1);
  std::vector<Verb> verbs = verbs_of(subject, argv[0]);
  verbs.insert(verbs.end(), subject.verbs.begin(), subject.verbs.end());
  std::vector<CLI::App*> commands;
  for (const Verb& verb : verbs) commands.push_back(add_verb(app, verb));
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    // The parser looks for what is missing before it looks at what it does not know.
    const auto unknown = app.remaining(true);
    app.exit(unknown.empty() ? static_cast<const CLI::ParseError&>(error) : CLI::ExtrasError(unknown));
    return kUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kWell : kUsage;
  }
  take_over_checks();
  for (std::size_t i = 0; i < verbs.size(); ++i)
    if (commands[i]->parsed()) return verbs[i].act();
  return kUsage;
}

}  // namespace pawl::sim
