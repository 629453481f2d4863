#pragma once
// Requests and queries as messages of operation.proto. Reading takes texts out of the message it is given.

#include <expected>

#include "core/machine/operation.h"
#include "core/node/ask.h"
#include "core/wire/operation.pb.h"
#include "core/wire/wire_error.h"

namespace pawl::wire {

void write_parameters(const machine::SequenceParameters& from, proto::SequenceParameters& to);
machine::SequenceParameters read_parameters(const proto::SequenceParameters& from);

void write_sequence(const machine::Sequence& from, proto::Sequence& to);
std::expected<machine::Sequence, WireError> read_sequence(proto::Sequence& from);

proto::OnMissing write_on_missing(machine::OnMissing from);
std::expected<machine::OnMissing, WireError> read_on_missing(proto::OnMissing from);

void write_ask(const node::Ask& from, proto::Ask& to);
std::expected<node::Ask, WireError> read_ask(proto::Ask& from);

}  // namespace pawl::wire
