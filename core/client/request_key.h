#pragma once
// Idempotency keys that carry their time.

#include <string>

#include "core/base/choices.h"
#include "core/base/time.h"

namespace pawl::client {

/// A fresh idempotency key: a UUIDv7 in text form (RFC 9562 5.7), 48 bits of milliseconds from `wall` and 74
/// drawn bits (choice "client-key"). Make it once per call and use it for every repetition.
std::string make_request_key(WallTime wall, Choices& choices);

}  // namespace pawl::client
