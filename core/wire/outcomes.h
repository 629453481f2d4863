#pragma once
// Answers and errors as messages of operation.proto. Reading takes texts out of the message it is given.

#include <expected>

#include "core/machine/operation.h"
#include "core/wire/operation.pb.h"
#include "core/wire/wire_error.h"

namespace pawl::wire {

void write_outcome(const machine::Outcome& from, proto::Outcome& to);
std::expected<machine::Outcome, WireError> read_outcome(proto::Outcome& from);

}  // namespace pawl::wire
