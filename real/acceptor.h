#pragma once
// Takes connections from a listening socket, one after another, and pauses where the process has no room for
// more: who is there goes on, who comes waits in the kernel's queue. Belongs to the loop's thread.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

#include "real/log.h"

namespace pawl::real {

class Acceptor {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  /// `accepted` gets every connection, non-blocking and without delay (TCP_NODELAY). `clients` names them in
  /// the log.
  Acceptor(boost::asio::ip::tcp::acceptor acceptor, std::string clients, const Log& log,
           std::function<void(Socket)> accepted);

  void start();

 private:
  void on_accepted(Socket socket);

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::string clients_;
  Log log_;
  std::function<void(Socket)> accepted_;
  bool has_complained_ = false;
};

/// Lets the kernel end the connection within seconds when the other side has gone without a word.
void end_when_silent(boost::asio::ip::tcp::socket& socket);

}  // namespace pawl::real
