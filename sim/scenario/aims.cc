#include "sim/scenario/aims.h"

#include <optional>

namespace pawl::sim {
namespace {

std::optional<Aim> aim_called(std::string_view word, std::span<const std::string_view> names) {
  if (word == "now") return kAimNow;
  if (word == "any_step") return kAimAnyStep;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == word) return kAimFirst + static_cast<Aim>(i);
  return std::nullopt;
}

/// As a system calls it.
std::string name_of(proto::Fault::Aim aim) {
  std::string name = proto::Fault::Aim_Name(aim);
  for (char& letter : name)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return name;
}

std::vector<std::string> words_of(const proto::Fault& fault) {
  std::vector<std::string> words;
  for (const int aim : fault.aim()) words.push_back(name_of(static_cast<proto::Fault::Aim>(aim)));
  for (const std::string& name : fault.aim_at()) words.push_back(name);
  return words;
}

}  // namespace

std::string first_unknown_aim(const proto::Fault& fault, std::span<const std::string_view> names) {
  for (const std::string& word : words_of(fault))
    if (!aim_called(word, names)) return word;
  return {};
}

std::vector<Aim> aims_of(const proto::Fault& fault, std::span<const std::string_view> names) {
  std::vector<Aim> aims;
  for (const std::string& word : words_of(fault))
    if (const auto aim = aim_called(word, names)) aims.push_back(*aim);
  if (aims.empty())
    for (Aim aim = 0; aim < kAimFirst + names.size(); ++aim) aims.push_back(aim);
  return aims;
}

}  // namespace pawl::sim
