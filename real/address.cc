#include "real/address.h"

#include <fmt/format.h>

#include <charconv>

namespace pawl::real {

std::expected<Address, std::string> parse_address(std::string_view text) {
  const auto fail = [&](std::string_view why) {
    return std::unexpected(fmt::format("'{}' is no address: {}; write HOST:PORT", text, why));
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return fail("the port is missing");
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return fail("an IPv6 number stands in brackets");
  }
  if (host.empty()) return fail("the host is missing");
  if (host.size() > 255) return fail("the host is too long");

  Address address{.host = std::string(host)};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc{} || end != port.data() + port.size())
    return fail("the port is no number up to 65535");
  return address;
}

std::string text_of(const Address& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", address.host, address.port)
               : fmt::format("{}:{}", address.host, address.port);
}

}  // namespace pawl::real
