#pragma once
// Rows of the replicated state as bytes. Keys are ordered and typed by their first byte, so one range of keys
// holds one kind:
//
//    'h'                  the head
//    'k' order (8, BE)    a remembered request
//    's' name             a sequence

#include <expected>
#include <string>
#include <string_view>

#include "core/machine/row.h"
#include "core/wire/wire_error.h"

namespace pawl::wire {

std::string encode_row_key(const machine::RowKey& key);
std::expected<machine::RowKey, WireError> decode_row_key(std::string_view bytes);

std::string encode_row(const machine::Row& row);

/// The row that lies under `key`. Errors: damaged, of a later version, or under another row's key.
std::expected<machine::Row, WireError> decode_row(std::string_view key, std::string_view value);

}  // namespace pawl::wire
