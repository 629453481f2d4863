#pragma once
// Writes answers of the Redis protocol, in the version that the client chose by HELLO.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace pawl::real::resp {

enum class Protocol : std::uint8_t { Resp2 = 2, Resp3 = 3 };

void add_simple(std::string& out, std::string_view text);
/// `text` begins with its code, "ERR ...". Line ends in it become spaces.
void add_error(std::string& out, std::string_view text);
void add_error(std::string& out, const Error& error);
void add_integer(std::string& out, std::int64_t number);
void add_bulk(std::string& out, std::string_view bytes);
void add_nil(std::string& out, Protocol protocol);
/// `count` elements follow.
void add_array(std::string& out, std::size_t count);
/// `count` pairs follow: a map in RESP3, a flat array in RESP2.
void add_map(std::string& out, std::size_t count, Protocol protocol);

}  // namespace pawl::real::resp
