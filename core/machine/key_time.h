#pragma once
// Reads the time inside an idempotency key.

#include <optional>
#include <string_view>

#include "core/base/time.h"

namespace pawl::machine {

/// The time that a key in the text form of a UUIDv7 carries (RFC 9562 5.7: 8-4-4-4-12 hex digits of either
/// case, version 7, variant 10; the first 48 bits are milliseconds since 1970). None: a free-form key. Times
/// beyond WallTime (after the year 2262) give its largest value.
std::optional<WallTime> key_time(std::string_view key);

}  // namespace pawl::machine
