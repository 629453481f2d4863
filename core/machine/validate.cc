#include <algorithm>
#include <string_view>

#include "core/base/overloaded.h"
#include "core/machine/operation.h"
#include "core/machine/sequence.h"

namespace pawl::machine {
namespace {

using Valid = std::expected<void, Error>;

Valid refuse(std::string detail) {
  return std::unexpected(Error{ErrorCode::InvalidArgument, std::move(detail)});
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7f; }

Valid validate_length(std::string_view what, std::string_view text, std::uint64_t bytes_max) {
  if (text.size() <= bytes_max) return {};
  return refuse(std::string(what) + " has " + std::to_string(text.size()) + " bytes, at most " +
                std::to_string(bytes_max) + " are allowed");
}

/// Names and keys may hold any bytes but control characters, which would spoil logs, histories and terminals.
Valid validate_text(std::string_view what, std::string_view text, std::uint64_t bytes_max) {
  if (auto short_enough = validate_length(what, text, bytes_max); !short_enough) return short_enough;
  const auto bad = std::ranges::find_if(text, is_control);
  if (bad == text.end()) return {};
  return refuse(std::string(what) + " holds a control character at byte " +
                std::to_string(bad - text.begin()) + ": use any bytes but 0x00 to 0x1f and 0x7f");
}

Valid validate_name(std::string_view name, const RequestLimits& limits) {
  if (name.empty())
    return refuse("the name is empty: give 1 to " + std::to_string(limits.name_bytes_max) + " bytes");
  return validate_text("the name", name, limits.name_bytes_max);
}

/// A blank key is refused instead of being taken for "no key": its sender means to be safe against repeats.
Valid validate_key(std::string_view key, const RequestLimits& limits) {
  if (key.find_first_not_of(' ') == std::string_view::npos) {
    return refuse("the idempotency key is blank: leave it out, or give a key that is unique to the request");
  }
  return validate_text("the idempotency key", key, limits.key_bytes_max);
}

Valid validate_parameters(const SequenceParameters& parameters) {
  if (parameters.increment == 0) return refuse("the increment is 0: give one above or below");
  const std::int64_t min = parameters.min.value_or(INT64_MIN);
  const std::int64_t max = parameters.max.value_or(INT64_MAX);
  if (min > max) {
    return refuse("min " + std::to_string(min) + " is above max " + std::to_string(max) +
                  ": no value lies between");
  }
  const auto first = first_value(parameters);
  if (!first) {
    return refuse("the first value, initial " + std::to_string(parameters.initial) + " plus increment " +
                  std::to_string(parameters.increment) + ", is beyond the limits of int64: choose others");
  }
  if (*first < min || *first > max) {
    return refuse("the first value, initial plus increment, is " + std::to_string(*first) +
                  " and not between min " + std::to_string(min) + " and max " + std::to_string(max) +
                  ": choose another initial value or other bounds");
  }
  return {};
}

Valid validate_count(std::int64_t count, const RequestLimits& limits) {
  if (count >= 1 && count <= limits.reserve_count_max) return {};
  return refuse("the count is " + std::to_string(count) + ": ask for 1 to " +
                std::to_string(limits.reserve_count_max) + " values");
}

Valid validate_operation(const Operation& operation, const RequestLimits& limits) {
  return std::visit(Overloaded{
                        [&](const SequenceCreate& create) {
                          auto valid = validate_name(create.name, limits);
                          return valid ? validate_parameters(create.parameters) : valid;
                        },
                        [&](const SequenceReserve& reserve) {
                          auto valid = validate_name(reserve.name, limits);
                          return valid ? validate_count(reserve.count, limits) : valid;
                        },
                        [&](const SequenceDelete& remove) { return validate_name(remove.name, limits); },
                    },
                    operation);
}

Valid validate_list(const SequenceList& list, const RequestLimits& limits) {
  if (list.limit < 1 || list.limit > limits.list_page_max) {
    return refuse("the limit is " + std::to_string(list.limit) + ": ask for 1 to " +
                  std::to_string(limits.list_page_max) + " names a page");
  }
  if (auto valid = validate_length("the prefix", list.prefix, limits.name_bytes_max); !valid) return valid;
  return validate_length("the name to begin after", list.after.value_or(""), limits.name_bytes_max);
}

}  // namespace

Valid validate(const Request& request, const RequestLimits& limits) {
  if (request.key) {
    if (auto valid = validate_key(*request.key, limits); !valid) return valid;
  }
  return validate_operation(request.operation, limits);
}

Valid validate(const Query& query, const RequestLimits& limits) {
  return std::visit(Overloaded{
                        [&](const SequenceGet& get) { return validate_name(get.name, limits); },
                        [&](const SequenceList& list) { return validate_list(list, limits); },
                    },
                    query);
}

Valid validate(const Request& request) { return validate(request, RequestLimits{}); }
Valid validate(const Query& query) { return validate(query, RequestLimits{}); }

std::uint32_t size_bytes(const Request& request) {
  // The numbers of the largest operation (SequenceCreate) with their tags and lengths.
  constexpr std::size_t kFixedBytes = 64;
  const std::size_t key_bytes = request.key ? request.key->size() : 0;
  return static_cast<std::uint32_t>(kFixedBytes + key_bytes + sequence_name(request.operation).size());
}

}  // namespace pawl::machine
