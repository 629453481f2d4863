#pragma once
// A "host:port" as people write it.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace pawl::real {

struct Address {
  /// A name or a number; an IPv6 number without its brackets.
  std::string host;
  /// 0: any free port, for listening.
  std::uint16_t port = 0;
  bool operator==(const Address&) const = default;
};

/// Reads "host:port" or "[v6]:port". The error says what is wrong with the text.
std::expected<Address, std::string> parse_address(std::string_view text);

/// The inverse of parse_address.
std::string text_of(const Address& address);

}  // namespace pawl::real
