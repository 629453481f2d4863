#include "real/listener.h"

#include <fmt/format.h>

namespace pawl::real {

std::expected<tcp::acceptor, Failure> listen(boost::asio::io_context& loop, const Address& address,
                                             const Door& door) {
  boost::system::error_code error;
  const auto fail = [&] {
    const bool is_taken = error == boost::asio::error::address_in_use;
    return std::unexpected(
        Failure{kExitUnavailable,
                fmt::format("cannot listen for {} on {}: {}; {}choose another address with {}", door.clients,
                            text_of(address), error.message(),
                            is_taken ? "stop the program that has that port, or " : "", door.flag)});
  };
  tcp::resolver resolver(loop);
  const auto found = resolver.resolve(address.host, std::to_string(address.port),
                                      tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error) return fail();
  const tcp::endpoint endpoint = found.begin()->endpoint();
  tcp::acceptor acceptor(loop);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(1024, error);
  if (error) return fail();
  return acceptor;
}

Address local_address(const tcp::acceptor& acceptor) {
  boost::system::error_code error;
  const tcp::endpoint endpoint = acceptor.local_endpoint(error);
  return {.host = endpoint.address().to_string(), .port = endpoint.port()};
}

}  // namespace pawl::real
