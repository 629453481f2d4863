#pragma once
// A listening socket on one address, with an error that a person understands when it cannot be had.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <expected>
#include <string_view>

#include "real/address.h"
#include "real/failure.h"

namespace pawl::real {

using boost::asio::ip::tcp;

/// Whom one of a node's ports is for, and the flag that moves it: what an error must say.
struct Door {
  std::string_view clients;
  std::string_view flag;
};

/// Listens on `address`. Error kExitUnavailable.
std::expected<tcp::acceptor, Failure> listen(boost::asio::io_context& loop, const Address& address,
                                             const Door& door);

/// The address that the socket really has: with the port that the system chose for port 0.
Address local_address(const tcp::acceptor& acceptor);

}  // namespace pawl::real
