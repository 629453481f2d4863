#include "checker/decide/sequencer/sequence_parameters.h"

#include <string_view>

namespace pawl::checker {
namespace {

__extension__ using Wide = __int128;

std::string_view name_of(const Value& key) {
  if (const Value::Keyword* keyword = key.keyword()) {
    return keyword->name;
  }
  if (const std::string* text = key.text()) {
    return *text;
  }
  return {};
}

}  // namespace

bool SequenceParameters::can_begin() const {
  const Wide first = Wide{initial} + increment;
  return increment > 0 ? !min || first >= *min : !max || first <= *max;
}

std::int64_t SequenceParameters::ordinal_max() const {
  const std::optional<std::int64_t> bound = increment > 0 ? max : min;
  const Wide last = bound           ? Wide{*bound}
                    : increment > 0 ? Wide{std::numeric_limits<std::int64_t>::max()}
                                    : Wide{std::numeric_limits<std::int64_t>::min()};
  const Wide ordinal = (last - initial) / increment;
  if (ordinal < 0) {
    return 0;
  }
  return ordinal > kOrdinalMax ? kOrdinalMax : static_cast<std::int64_t>(ordinal);
}

std::optional<std::int64_t> SequenceParameters::ordinal_of(std::int64_t number) const {
  if (increment == 1 && initial == 0 && number >= -kOrdinalMax && number <= kOrdinalMax) {
    return number;
  }
  const Wide offset = Wide{number} - initial;
  if (offset % increment != 0) {
    return std::nullopt;
  }
  const Wide ordinal = offset / increment;
  if (ordinal < -Wide{kOrdinalMax} || ordinal > kOrdinalMax) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(ordinal);
}

std::optional<SequenceParameters> read_parameters(const Value& value, std::int64_t initial) {
  SequenceParameters parameters;
  parameters.initial = initial;
  const Value::Map* map = value.map();
  if (map == nullptr) {
    return parameters;
  }
  for (const auto& [key, held] : *map) {
    const std::string_view name = name_of(key);
    if (held.is_nil()) {
      continue;
    }
    if (name == "cycle") {
      const bool* cycle = held.boolean();
      if (cycle == nullptr) {
        return std::nullopt;
      }
      parameters.does_cycle = *cycle;
      continue;
    }
    if (name != "initial" && name != "increment" && name != "min" && name != "max") {
      continue;
    }
    const std::int64_t* number = held.integer();
    if (number == nullptr) {
      return std::nullopt;
    }
    if (name == "initial") {
      parameters.initial = *number;
    }
    if (name == "increment") {
      parameters.increment = *number;
    }
    if (name == "min") {
      parameters.min = *number;
    }
    if (name == "max") {
      parameters.max = *number;
    }
  }
  if (parameters.increment == 0) {
    return std::nullopt;
  }
  return parameters;
}

}  // namespace pawl::checker
