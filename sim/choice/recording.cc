#include "sim/choice/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace pawl::sim {
namespace {

constexpr std::array<std::string_view, 3> kRules{"whole", "sparse", "partial"};
constexpr std::string_view kFirstLine = "choices begin with a line `whole`, `sparse` or `partial`";

/// Takes the next word of the line; empty at its end.
std::string_view next_word(std::string_view& line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return line = {};
  line.remove_prefix(begin);
  const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
  line.remove_prefix(word.size());
  return word;
}

bool parse_number(std::string_view word, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return !word.empty() && error == std::errc{} && end == word.data() + word.size();
}

std::unexpected<std::string> wrong(std::uint64_t line, std::string_view what) {
  return std::unexpected(fmt::format("line {}: {}", line, what));
}

/// One line behind the first. An error is what should stand there.
std::expected<void, std::string> take_line(std::string_view line, ChoiceList& list) {
  const bool is_whole = list.rule == ChoiceList::Rule::Whole;
  const std::string stream(next_word(line));
  ChoiceList::Place place;
  ChoiceList::Made made;
  place.label = std::string(next_word(line));
  const std::string_view number = next_word(line);
  if (list.rule == ChoiceList::Rule::Partial && !place.label.empty() &&
      (number.empty() || number.starts_with("1/"))) {
    ChoiceList::Hush hush{stream, place.label, 0};
    if ((!number.empty() && !parse_number(number.substr(2), hush.one_in)) || !next_word(line).empty())
      return std::unexpected(
          "not a label that is hushed; a line is `stream label` or `stream label 1/number`");
    list.hushed.push_back(std::move(hush));
    return {};
  }
  const bool has_place = parse_number(number, place.number);
  const bool has_value = has_place && parse_number(next_word(line), made.value);
  const bool has_count = has_value && (!is_whole || parse_number(next_word(line), made.count));
  if (!has_count || !next_word(line).empty())
    return std::unexpected(is_whole ? "not a choice; a line is `stream label number value count`"
                                    : "not a choice; a line is `stream label number value`");
  if (is_whole && made.value >= made.count)
    return std::unexpected(fmt::format("the value {} is not below its count {}", made.value, made.count));
  if (!list.streams[stream].emplace(std::move(place), made).second)
    return std::unexpected("this choice stands above already");
  return {};
}

}  // namespace

std::uint64_t ChoiceList::size() const {
  std::uint64_t sum = 0;
  for (const auto& [name, choices] : streams) sum += choices.size();
  return sum;
}

bool ChoiceList::Hush::covers(std::string_view stream, std::string_view its_label) const {
  if (its_label != label) return false;
  if (!streams.ends_with('*')) return stream == streams;
  return stream.starts_with(std::string_view(streams).substr(0, streams.size() - 1));
}

ChoiceList whole_list(const Recording& recording) {
  ChoiceList list{ChoiceList::Rule::Whole, {}, {}};
  for (const auto& [name, choices] : recording)
    for (const Choice& choice : choices)
      list.streams[name].insert({{choice.label, choice.number}, {choice.value, choice.count}});
  return list;
}

ChoiceList sparse_list(const Recording& recording) {
  ChoiceList list;
  for (const auto& [name, choices] : recording)
    for (const Choice& choice : choices)
      if (!choice.is_quiet()) list.streams[name].insert({{choice.label, choice.number}, {choice.value, 0}});
  return list;
}

std::string to_text(const ChoiceList& list) {
  const bool is_whole = list.rule == ChoiceList::Rule::Whole;
  std::string text = fmt::format("{}\n", kRules[static_cast<std::size_t>(list.rule)]);
  for (const auto& [name, choices] : list.streams) {
    for (const auto& [place, made] : choices) {
      text += fmt::format("{} {} {} {}", name, place.label, place.number, made.value);
      text += is_whole ? fmt::format(" {}\n", made.count) : "\n";
    }
  }
  for (const ChoiceList::Hush& hush : list.hushed)
    text += fmt::format("{} {}{}\n", hush.streams, hush.label,
                        hush.one_in == 0 ? "" : fmt::format(" 1/{}", hush.one_in));
  return text;
}

std::expected<ChoiceList, std::string> list_of(const std::string& text) {
  ChoiceList list;
  bool has_rule = false;
  std::string_view rest = text;
  for (std::uint64_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    line = line.substr(0, line.find('#'));
    std::string_view words = line;
    const std::string_view first = next_word(words);
    if (first.empty()) continue;
    if (!has_rule) {
      const auto rule = std::ranges::find(kRules, first);
      if (rule == kRules.end() || !next_word(words).empty()) return wrong(number, kFirstLine);
      list.rule = static_cast<ChoiceList::Rule>(rule - kRules.begin());
      has_rule = true;
    } else if (auto taken = take_line(line, list); !taken) {
      return wrong(number, taken.error());
    }
  }
  if (!has_rule) return wrong(1, kFirstLine);
  return list;
}

}  // namespace pawl::sim
