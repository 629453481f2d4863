#include "real/resp/sequence_command.h"

#include <array>
#include <charconv>
#include <initializer_list>

namespace pawl::real::resp {
namespace {

using machine::Request;

using Read = std::expected<SequenceCommand, std::string>;

std::unexpected<std::string> usage(std::string_view how) {
  return std::unexpected("ERR wrong arguments: write " + std::string(how));
}

/// As Redis says it.
std::unexpected<std::string> no_integer() {
  return std::unexpected<std::string>("ERR value is not an integer or out of range");
}

/// The words behind the fixed ones: options in any order, each at most once.
struct Options {
  std::optional<std::string> key;
  std::optional<std::int64_t> initial, increment, min, max, limit;
  std::optional<std::string> prefix, after;
  bool cycle = false;
  bool create = false;
};

bool set_once(std::optional<std::int64_t>& option, std::string_view text) {
  if (option) return false;
  option = read_integer(text);
  return option.has_value();
}

bool set_once(std::optional<std::string>& option, std::string_view text) {
  if (option) return false;
  option = std::string(text);
  return true;
}

bool set_valued(Options& options, std::string_view word, std::string_view value) {
  if (is_word(word, "KEY")) return set_once(options.key, value);
  if (is_word(word, "INITIAL")) return set_once(options.initial, value);
  if (is_word(word, "INCREMENT")) return set_once(options.increment, value);
  if (is_word(word, "MIN")) return set_once(options.min, value);
  if (is_word(word, "MAX")) return set_once(options.max, value);
  if (is_word(word, "LIMIT")) return set_once(options.limit, value);
  if (is_word(word, "PREFIX")) return set_once(options.prefix, value);
  if (is_word(word, "AFTER")) return set_once(options.after, value);
  return false;
}

bool is_among(std::string_view word, std::initializer_list<std::string_view> allowed) {
  for (const std::string_view each : allowed) {
    if (is_word(word, each)) return true;
  }
  return false;
}

/// Nothing if a word is not among `allowed`, comes twice, or lacks its value.
std::optional<Options> read_options(const Command& command, std::size_t at,
                                    std::initializer_list<std::string_view> allowed) {
  Options options;
  while (at < command.size()) {
    const std::string_view word = command[at++];
    if (!is_among(word, allowed)) return std::nullopt;
    if (is_word(word, "CYCLE") || is_word(word, "CREATE")) {
      bool& option = is_word(word, "CYCLE") ? options.cycle : options.create;
      if (option) return std::nullopt;
      option = true;
    } else if (at == command.size() || !set_valued(options, word, command[at++])) {
      return std::nullopt;
    }
  }
  return options;
}

Read read_increment(const Command& command) {
  const bool is_by = is_word(command[0], "INCRBY");
  if (command.size() != (is_by ? 3U : 2U)) return usage(is_by ? "INCRBY name n" : "INCR name");
  const auto count = is_by ? read_integer(command[2]) : std::optional<std::int64_t>(1);
  if (!count) return no_integer();
  return SequenceCommand{
      Request{{}, machine::SequenceReserve{std::string(command[1]), *count, machine::OnMissing::Create}},
      Shape::LastNumber};
}

Read read_create(const Command& command) {
  constexpr std::string_view kUsage =
      "SEQ.CREATE name [INITIAL n] [INCREMENT n] [MIN n] [MAX n] [CYCLE] [KEY key]";
  if (command.size() < 2) return usage(kUsage);
  const auto options = read_options(command, 2, {"INITIAL", "INCREMENT", "MIN", "MAX", "CYCLE", "KEY"});
  if (!options) return usage(kUsage);
  const machine::SequenceParameters parameters{.initial = options->initial.value_or(0),
                                               .increment = options->increment.value_or(1),
                                               .min = options->min,
                                               .max = options->max,
                                               .cycle = options->cycle};
  return SequenceCommand{Request{options->key, machine::SequenceCreate{std::string(command[1]), parameters}},
                         Shape::IsNew};
}

Read read_reserve(const Command& command) {
  const bool is_next = is_word(command[0], "SEQ.NEXT");
  const std::string_view how =
      is_next ? "SEQ.NEXT name [CREATE] [KEY key]" : "SEQ.RESERVE name count [CREATE] [KEY key]";
  const std::size_t fixed = is_next ? 2 : 3;
  if (command.size() < fixed) return usage(how);
  const auto count = is_next ? std::optional<std::int64_t>(1) : read_integer(command[2]);
  if (!count) return no_integer();
  const auto options = read_options(command, fixed, {"CREATE", "KEY"});
  if (!options) return usage(how);
  const auto on_missing = options->create ? machine::OnMissing::Create : machine::OnMissing::Refuse;
  return SequenceCommand{
      Request{options->key, machine::SequenceReserve{std::string(command[1]), *count, on_missing}},
      is_next ? Shape::LastNumber : Shape::Range};
}

Read read_get(const Command& command) {
  const bool is_plain = is_word(command[0], "GET");
  if (command.size() != 2) return usage(is_plain ? "GET name" : "SEQ.GET name");
  return SequenceCommand{machine::Query{machine::SequenceGet{std::string(command[1])}},
                         is_plain ? Shape::CurrentOrNil : Shape::Details};
}

Read read_delete(const Command& command) {
  constexpr std::string_view kUsage = "SEQ.DELETE name [KEY key]";
  if (command.size() < 2) return usage(kUsage);
  const auto options = read_options(command, 2, {"KEY"});
  if (!options) return usage(kUsage);
  return SequenceCommand{Request{options->key, machine::SequenceDelete{std::string(command[1])}},
                         Shape::Gone};
}

Read read_list(const Command& command) {
  const auto options = read_options(command, 1, {"PREFIX", "AFTER", "LIMIT"});
  if (!options || options->limit.value_or(1) < 1)
    return usage("SEQ.LIST [PREFIX prefix] [AFTER name] [LIMIT n]");
  return SequenceCommand{machine::Query{machine::SequenceList{
                             .prefix = options->prefix.value_or(""),
                             .after = options->after,
                             .limit = static_cast<std::uint64_t>(options->limit.value_or(100))}},
                         Shape::Page};
}

struct Known {
  std::string_view name;
  Read (*read)(const Command&);
};

constexpr std::array<Known, 9> kKnown{{{"INCR", read_increment},
                                       {"GET", read_get},
                                       {"INCRBY", read_increment},
                                       {"SEQ.NEXT", read_reserve},
                                       {"SEQ.RESERVE", read_reserve},
                                       {"SEQ.CREATE", read_create},
                                       {"SEQ.GET", read_get},
                                       {"SEQ.DELETE", read_delete},
                                       {"SEQ.LIST", read_list}}};

const Known* find(std::string_view name) {
  for (const Known& known : kKnown) {
    if (is_word(name, known.name)) return &known;
  }
  return nullptr;
}

}  // namespace

bool is_word(std::string_view word, std::string_view upper) {
  if (word.size() != upper.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i] >= 'a' && word[i] <= 'z' ? static_cast<char>(word[i] - 'a' + 'A') : word[i];
    if (c != upper[i]) return false;
  }
  return true;
}

std::optional<std::int64_t> read_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

bool is_sequence_command(std::string_view name) { return find(name) != nullptr; }

Read read_sequence_command(const Command& command) {
  const Known* known = find(command[0]);
  if (known == nullptr) return std::unexpected("ERR unknown command");
  return known->read(command);
}

}  // namespace pawl::real::resp
