#include "sim/choice/stream.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "core/base/check.h"

namespace pawl::sim {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;
constexpr std::uint64_t kMillion = 1'000'000;
const std::vector<Choice> kNoChoices;

__extension__ using Wide = unsigned __int128;

/// The high half of the product: scales 64 random bits to [0, count).
std::uint64_t scale(std::uint64_t bits, std::uint64_t count) {
  return static_cast<std::uint64_t>((static_cast<Wide>(bits) * count) >> 64);
}

std::string_view next_word(std::string_view& line) {
  const std::size_t end = line.find(' ');
  const std::string_view word = line.substr(0, end);
  line = end == std::string_view::npos ? std::string_view{} : line.substr(end + 1);
  return word;
}

bool parse_number(std::string_view word, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc{} && end == word.data() + word.size();
}

}  // namespace

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

Stream::Stream(std::uint64_t seed, Group group, std::uint64_t instance)
    : state_(mix(mix(mix(seed + kGolden) + static_cast<std::uint64_t>(group) * kGolden + 1) + instance)) {}

std::uint64_t Stream::choose(const char* label, std::uint64_t count) {
  PAWL_CHECK(count >= 1);
  std::uint64_t value = 0;
  if (script_ != nullptr) [[unlikely]] {
    value = scripted(label, count);
  } else {
    state_ += kGolden;
    value = scale(mix(state_), count);
  }
  if (record_ != nullptr) [[unlikely]]
    record_->push_back({label, count, value});
  return value;
}

std::uint64_t Stream::scripted(const char* label, std::uint64_t count) {
  if (script_next_ >= script_->size()) return 0;
  const Choice& choice = (*script_)[script_next_++];
  if (choice.count == count && choice.label == label) return choice.value;
  ++mismatches_;
  return choice.value < count ? choice.value : count - 1;
}

bool Stream::chance(const char* label, std::uint64_t per_million) {
  if (per_million == 0) return false;
  return choose(label, kMillion) >= kMillion - (per_million < kMillion ? per_million : kMillion);
}

std::int64_t Stream::within(const char* label, Range range) {
  if (range.max <= range.min) return range.min;
  const auto width = static_cast<std::uint64_t>(range.max - range.min) + 1;
  return range.min + static_cast<std::int64_t>(choose(label, width));
}

std::int64_t Stream::extreme(const char* label, Range range) {
  if (range.max <= range.min) return range.min;
  const std::uint64_t way = choose(label, 4);
  if (way == 0) return range.min;
  if (way == 1) return range.max;
  return within(label, range);
}

Duration Stream::millis(const char* label, Range range_ms) {
  return microseconds(within(label, {range_ms.min * 1000, range_ms.max * 1000}));
}

Stream& ChoiceBook::stream(Group group, std::uint64_t instance) {
  Stream& made = streams_.emplace_back(seed_, group, instance);
  const StreamKey key{group, instance};
  if (recording_ != nullptr) made.record_to(&(*recording_)[key]);
  if (script_ != nullptr) {
    const auto found = script_->find(key);
    made.replay_from(found == script_->end() ? &kNoChoices : &found->second);
  }
  return made;
}

std::uint64_t ChoiceBook::mismatches() const {
  std::uint64_t sum = 0;
  for (const Stream& stream : streams_) sum += stream.mismatches();
  return sum;
}

std::string to_text(const Recording& recording) {
  std::string text;
  for (const auto& [key, choices] : recording)
    for (const Choice& choice : choices)
      text += fmt::format("{} {} {} {} {}\n", static_cast<int>(key.first), key.second, choice.label,
                          choice.count, choice.value);
  return text;
}

std::expected<Recording, std::string> recording_of(const std::string& text) {
  Recording recording;
  std::string_view rest = text;
  for (std::uint64_t line_number = 1; !rest.empty(); ++line_number) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    std::uint64_t group = 0;
    std::uint64_t instance = 0;
    Choice choice;
    const bool has_place = parse_number(next_word(line), group) && parse_number(next_word(line), instance);
    choice.label = std::string(next_word(line));
    const bool has_value =
        parse_number(next_word(line), choice.count) && parse_number(next_word(line), choice.value);
    if (!has_place || !has_value || group > static_cast<std::uint64_t>(Group::Core) ||
        choice.value >= choice.count)
      return std::unexpected(
          fmt::format("line {}: not a choice; a line is `group instance label count value`", line_number));
    recording[{static_cast<Group>(group), instance}].push_back(std::move(choice));
  }
  return recording;
}

}  // namespace pawl::sim
