#include "real/cli/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace pawl::real::cli {
namespace {

constexpr std::array<Usage, 10> kUsages{{
    {Verb::Create, "create-sequence",
     "NAME [INITIAL [INCREMENT [MAX]]] [--min N] [--max N] [--cycle] [--key KEY]",
     "creates a sequence; its first value is INITIAL (0) + INCREMENT (1)"},
    {Verb::Next, "next-sequence", "NAME [KEY]", "hands out the next value"},
    {Verb::Reserve, "reserve-sequence", "NAME COUNT [KEY]", "hands out a range of values"},
    {Verb::Get, "get-sequence", "NAME", "shows a sequence"},
    {Verb::Delete, "delete-sequence", "NAME [KEY]", "removes a sequence"},
    {Verb::List, "list-sequences", "[PREFIX]", "lists sequences, all or those that begin with PREFIX"},
    {Verb::Status, "status", "", "shows how each node stands"},
    {Verb::Help, "help", "", "shows this"},
    {Verb::Quit, "quit", "", "leaves the shell; exit and Ctrl-D do, too"},
    {Verb::Quit, "exit", "", ""},
}};

const Usage* usage_of(std::string_view word) {
  const auto at = std::ranges::find(kUsages, word, &Usage::word);
  return at == kUsages.end() ? nullptr : &*at;
}

std::unexpected<std::string> wrong(std::string text) { return std::unexpected(std::move(text)); }

std::string how_to(const Usage& usage) { return fmt::format("write: {} {}", usage.word, usage.arguments); }

/// The words of a command, sorted: what stands alone, and what an option names.
struct Arguments {
  std::vector<std::string> plain;
  std::optional<std::string> min;
  std::optional<std::string> max;
  std::optional<std::string> key;
  bool cycle = false;
};

std::expected<Arguments, std::string> sort_arguments(const Usage& usage, std::span<const std::string> words) {
  Arguments sorted;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!word.starts_with("--")) {
      sorted.plain.push_back(word);
      continue;
    }
    if (word == "--cycle" && usage.verb == Verb::Create) {
      sorted.cycle = true;
      continue;
    }
    std::optional<std::string>* value = nullptr;
    if (word == "--min" && usage.verb == Verb::Create) value = &sorted.min;
    if (word == "--max" && usage.verb == Verb::Create) value = &sorted.max;
    if (word == "--key" && usage.arguments.find("KEY") != std::string_view::npos) value = &sorted.key;
    if (value == nullptr)
      return wrong(fmt::format("{} knows no option {}; {}", usage.word, word, how_to(usage)));
    if (i + 1 == words.size()) return wrong(fmt::format("{} needs a value", word));
    *value = words[++i];
  }
  return sorted;
}

std::expected<void, std::string> read_number(std::string_view what, const std::optional<std::string>& text,
                                             std::optional<std::int64_t>& to) {
  if (!text) return {};
  const auto number = parse_number(what, *text);
  if (!number) return std::unexpected(number.error());
  to = *number;
  return {};
}

std::expected<void, std::string> read_parameters(const Arguments& arguments,
                                                 machine::SequenceParameters& to) {
  const auto plain = [&](std::size_t at) {
    return at < arguments.plain.size() ? std::optional(arguments.plain[at]) : std::nullopt;
  };
  std::optional<std::int64_t> initial;
  std::optional<std::int64_t> increment;
  if (auto read = read_number("the initial value", plain(1), initial); !read) return read;
  if (auto read = read_number("the increment", plain(2), increment); !read) return read;
  if (auto read = read_number("the maximum", plain(3), to.max); !read) return read;
  if (plain(3) && arguments.max) return wrong("the maximum is given twice");
  if (auto read = read_number("--max", arguments.max, to.max); !read) return read;
  if (auto read = read_number("--min", arguments.min, to.min); !read) return read;
  to.initial = initial.value_or(to.initial);
  to.increment = increment.value_or(to.increment);
  to.cycle = arguments.cycle;
  return {};
}

/// How many plain words a command takes at least and at most.
std::pair<std::size_t, std::size_t> plain_count(Verb verb) {
  switch (verb) {
    case Verb::Create: return {1, 4};
    case Verb::Next:
    case Verb::Delete: return {1, 2};
    case Verb::Reserve: return {2, 3};
    case Verb::Get: return {1, 1};
    case Verb::List: return {0, 1};
    case Verb::Status:
    case Verb::Help:
    case Verb::Quit: return {0, 0};
  }
  std::unreachable();
}

}  // namespace

std::span<const Usage> usages() { return kUsages; }

std::expected<std::vector<std::string>, std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  bool is_in_word = false;
  char quote = 0;
  for (const char c : line) {
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        words.back().push_back(c);
      }
      continue;
    }
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (is_blank) {
      is_in_word = false;
      continue;
    }
    if (!std::exchange(is_in_word, true)) words.emplace_back();
    if (c == '\'' || c == '"') {
      quote = c;
    } else {
      words.back().push_back(c);
    }
  }
  if (quote != 0) return wrong(fmt::format("a {} is opened and not closed", quote));
  return words;
}

std::expected<Command, std::string> parse_command(std::span<const std::string> words) {
  const Usage* usage = usage_of(words.front());
  if (usage == nullptr) return wrong(fmt::format("there is no command '{}'; help shows all", words.front()));
  auto arguments = sort_arguments(*usage, words);
  if (!arguments) return std::unexpected(arguments.error());
  std::vector<std::string>& plain = arguments->plain;
  const auto [least, most] = plain_count(usage->verb);
  if (plain.size() < least) return wrong("something is missing; " + how_to(*usage));
  if (plain.size() > most) return wrong(fmt::format("'{}' is too much; {}", plain[most], how_to(*usage)));

  Command command{.verb = usage->verb, .name = "", .parameters = {}, .count = 1, .key = arguments->key};
  if (usage->verb == Verb::Create) {
    if (auto read = read_parameters(*arguments, command.parameters); !read)
      return std::unexpected(read.error());
  }
  if (usage->verb == Verb::Reserve) {
    const auto count = parse_number("the count", plain[1]);
    if (!count) return std::unexpected(count.error());
    command.count = *count;
  }
  const bool takes_plain_key =
      usage->verb == Verb::Next || usage->verb == Verb::Reserve || usage->verb == Verb::Delete;
  if (takes_plain_key && plain.size() == most) {
    if (command.key) return wrong("the idempotency key is given twice");
    command.key = plain[most - 1];
  }
  if (!plain.empty()) command.name = plain.front();
  return command;
}

std::expected<std::int64_t, std::string> parse_number(std::string_view what, std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc{} && stop == digits.data() + digits.size()) return number;
  return wrong(
      fmt::format("{} is '{}': write a whole number from {} to {}", what, text, INT64_MIN, INT64_MAX));
}

}  // namespace pawl::real::cli
