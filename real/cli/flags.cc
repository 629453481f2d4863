#include "real/cli/flags.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "real/address.h"
#include "real/defaults.h"

namespace pawl::real::cli {
namespace {

/// The flags as they stand on the command line. Numbers are read by parse_number, so that one that is too
/// large is told like in the shell.
struct Raw {
  std::string endpoints = kDefaultGrpcAddress;  // separated by commas
  std::string format = "text";
  double timeout_s = 10;
  std::optional<std::string> create;
  std::optional<std::string> next;
  std::optional<std::string> reserve;
  std::optional<std::string> get;
  std::optional<std::string> remove;
  std::optional<std::string> initial;
  std::optional<std::string> increment;
  std::optional<std::string> min;
  std::optional<std::string> max;
  std::optional<std::string> count;
  std::optional<std::string> key;
  std::vector<std::string> list;
  bool has_list = false;
  bool cycle = false;
  std::vector<std::string> words;
};

std::unexpected<Failure> usage_error(std::string text) {
  return std::unexpected(Failure{kExitUsage, std::move(text) + "; pawl --help shows all"});
}

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t comma = text.find(','); comma != std::string::npos; comma = text.find(',', begin)) {
    parts.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::string footer() {
  std::string text =
      "Commands of the shell; each can also stand on the command line (pawl next-sequence orders):\n";
  for (const Usage& usage : usages()) {
    if (usage.meaning.empty()) continue;
    text += fmt::format("  {} {}\n        {}\n", usage.word, usage.arguments, usage.meaning);
  }
  text +=
      "Exit codes: 0 done, 1 refused, 2 nobody knows whether it had effect, 64 wrong usage, 69 no node "
      "serves.\n";
  return text;
}

void declare(CLI::App& app, Raw& raw) {
  app.add_option("--endpoints", raw.endpoints, "HOST:PORT of nodes, separated by commas")
      ->capture_default_str();
  app.add_option("--format", raw.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_option("--timeout", raw.timeout_s, "seconds for one command, repetitions included")
      ->check(CLI::Range(0.01, 1e6))
      ->capture_default_str();
  app.add_option("--create-sequence", raw.create, "create this sequence");
  app.add_option("--initial-value", raw.initial, "the value before its first one [0]");
  app.add_option("--increment", raw.increment, "from one value to the next, not 0 [1]");
  app.add_option("--min-value", raw.min, "no value is below [none]");
  app.add_option("--max-value", raw.max, "no value is above [none]");
  app.add_flag("--cycle", raw.cycle, "begin again after the last value");
  app.add_option("--next-sequence", raw.next, "hand out the next value of this sequence");
  app.add_option("--reserve-sequence", raw.reserve, "hand out a range of this sequence");
  app.add_option("--count", raw.count, "how many values [1]");
  app.add_option("--get-sequence", raw.get, "show this sequence");
  app.add_option("--delete-sequence", raw.remove, "remove this sequence");
  app.add_option("--list-sequences", raw.list, "list sequences, all or those that begin with a PREFIX")
      ->expected(0, 1);
  app.add_option("--idempotency-key", raw.key,
                 "the same key: the same answer, and no second effect [a new one]");
  app.add_option("command", raw.words, "a command of the shell");
  app.positionals_at_end();
}

/// The command that the flags name, if they do.
std::expected<std::optional<Command>, std::string> command_of(const Raw& raw) {
  std::optional<Command> command;
  const auto choose = [&](Verb verb, const std::optional<std::string>& name) -> bool {
    if (!name) return true;
    if (command) return false;
    command = Command{.verb = verb, .name = *name, .parameters = {}, .count = 1, .key = raw.key};
    return true;
  };
  const std::optional<std::string> list =
      raw.has_list ? std::optional(raw.list.empty() ? std::string() : raw.list.front()) : std::nullopt;
  if (!choose(Verb::Create, raw.create) || !choose(Verb::Next, raw.next) ||
      !choose(Verb::Reserve, raw.reserve) || !choose(Verb::Get, raw.get) ||
      !choose(Verb::Delete, raw.remove) || !choose(Verb::List, list)) {
    return std::unexpected("two commands are given: give one");
  }
  return command;
}

/// Flags that belong to one command only stand with it.
std::expected<void, std::string> check_belongings(const Raw& raw, const std::optional<Command>& command) {
  const auto belongs = [&](bool is_given, const char* flag, Verb verb) -> std::expected<void, std::string> {
    if (!is_given || (command && command->verb == verb)) return {};
    return std::unexpected(fmt::format("{} says nothing here", flag));
  };
  if (auto fits = belongs(raw.initial.has_value(), "--initial-value", Verb::Create); !fits) return fits;
  if (auto fits = belongs(raw.increment.has_value(), "--increment", Verb::Create); !fits) return fits;
  if (auto fits = belongs(raw.min.has_value(), "--min-value", Verb::Create); !fits) return fits;
  if (auto fits = belongs(raw.max.has_value(), "--max-value", Verb::Create); !fits) return fits;
  if (auto fits = belongs(raw.cycle, "--cycle", Verb::Create); !fits) return fits;
  if (auto fits = belongs(raw.count.has_value(), "--count", Verb::Reserve); !fits) return fits;
  const bool takes_key = command && command->verb != Verb::Get && command->verb != Verb::List;
  if (raw.key && !takes_key) return std::unexpected("--idempotency-key says nothing here");
  return {};
}

std::expected<void, std::string> read_numbers(const Raw& raw, Command& command) {
  const auto read = [](const char* what, const std::optional<std::string>& text,
                       auto& to) -> std::expected<void, std::string> {
    if (!text) return {};
    const auto number = parse_number(what, *text);
    if (!number) return std::unexpected(number.error());
    to = *number;
    return {};
  };
  if (auto done = read("--initial-value", raw.initial, command.parameters.initial); !done) return done;
  if (auto done = read("--increment", raw.increment, command.parameters.increment); !done) return done;
  if (auto done = read("--min-value", raw.min, command.parameters.min); !done) return done;
  if (auto done = read("--max-value", raw.max, command.parameters.max); !done) return done;
  if (auto done = read("--count", raw.count, command.count); !done) return done;
  command.parameters.cycle = raw.cycle;
  return {};
}

std::expected<Flags, Failure> check(const Raw& raw) {
  Flags flags{.endpoints = split_at_commas(raw.endpoints),
              .format = raw.format == "json" ? Format::Json : Format::Text,
              .timeout = {static_cast<std::int64_t>(raw.timeout_s * 1e9)},
              .command = std::nullopt};
  for (const std::string& endpoint : flags.endpoints) {
    if (const auto address = parse_address(endpoint); !address) {
      return usage_error(fmt::format("--endpoints: {}", address.error()));
    }
  }
  auto command = command_of(raw);
  if (!command) return usage_error(command.error());
  if (auto fits = check_belongings(raw, *command); !fits) return usage_error(fits.error());
  if (*command) {
    if (!raw.words.empty()) return usage_error(fmt::format("'{}' says nothing here", raw.words.front()));
    if (auto read = read_numbers(raw, **command); !read) return usage_error(read.error());
  } else if (!raw.words.empty()) {
    auto parsed = parse_command(raw.words);
    if (!parsed) return usage_error(parsed.error());
    *command = *std::move(parsed);
  }
  flags.command = *std::move(command);
  return flags;
}

/// How many words the flag `word` takes if it may stand anywhere, also behind a command of the shell's form;
/// 0 if it may not.
std::size_t word_count_of_free_flag(std::string_view word) {
  if (word == "--help" || word == "-h") return 1;
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  if (name != "--endpoints" && name != "--format" && name != "--timeout") return 0;
  return equals == std::string_view::npos ? 2 : 1;
}

/// The words of the command line, those that may stand anywhere first.
std::vector<std::string> in_reading_order(std::span<const char* const> words) {
  std::vector<std::string> first;
  std::vector<std::string> rest;
  for (std::size_t i = 0; i < words.size();) {
    const std::size_t free_count = std::min(word_count_of_free_flag(words[i]), words.size() - i);
    std::vector<std::string>& to = free_count > 0 ? first : rest;
    for (const char* word : words.subspan(i, std::max<std::size_t>(free_count, 1))) to.emplace_back(word);
    i += std::max<std::size_t>(free_count, 1);
  }
  first.insert(first.end(), rest.begin(), rest.end());
  return first;
}

}  // namespace

std::expected<Flags, Failure> read_flags(int argc, const char* const* argv) {
  Raw raw;
  CLI::App app(
      "pawl hands out numbers: gap-free, strictly increasing, exactly once. Without a command it is a shell.",
      "pawl");
  app.set_version_flag("--version", "pawl " PAWL_VERSION);
  declare(app, raw);
  app.footer(footer());
  // The options of a command in the shell's form are its own.
  app.prefix_command();
  // The parser takes the last word first.
  std::vector<std::string> words =
      in_reading_order(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
  std::ranges::reverse(words);
  try {
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    return std::unexpected(Failure{0, app.help()});
  } catch (const CLI::CallForVersion& version) {
    return std::unexpected(Failure{0, version.what()});
  } catch (const CLI::ParseError& error) {
    return usage_error(error.what());
  }
  for (const std::string& word : app.remaining()) raw.words.push_back(word);
  raw.has_list = app.count("--list-sequences") > 0;
  return check(raw);
}

}  // namespace pawl::real::cli
