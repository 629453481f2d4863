#include "real/acceptor.h"

#include <netinet/tcp.h>

#include <boost/asio/socket_base.hpp>
#include <utility>

namespace pawl::real {
namespace {

constexpr std::chrono::milliseconds kPause{100};

template <int Name>
using TcpOption = boost::asio::detail::socket_option::integer<IPPROTO_TCP, Name>;

}  // namespace

Acceptor::Acceptor(boost::asio::ip::tcp::acceptor acceptor, std::string clients, const Log& log,
                   std::function<void(Socket)> accepted)
    : acceptor_(std::move(acceptor)),
      pause_(acceptor_.get_executor()),
      clients_(std::move(clients)),
      log_(log),
      accepted_(std::move(accepted)) {}

void Acceptor::start() {
  acceptor_.async_accept([this](const boost::system::error_code& error, Socket socket) {
    if (error == boost::asio::error::operation_aborted) return;
    if (!error) {
      on_accepted(std::move(socket));
      start();
      return;
    }
    if (!std::exchange(has_complained_, true)) log_.warn("cannot accept {}: {}", clients_, error.message());
    pause_.expires_after(kPause);
    pause_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) start();
    });
  });
}

void Acceptor::on_accepted(Socket socket) {
  boost::system::error_code error;
  socket.set_option(boost::asio::ip::tcp::no_delay(true), error);
  if (!error) socket.non_blocking(true, error);
  if (!error) accepted_(std::move(socket));
}

void end_when_silent(boost::asio::ip::tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(boost::asio::socket_base::keep_alive(true), ignored);
  socket.set_option(TcpOption<TCP_KEEPIDLE>(2), ignored);
  socket.set_option(TcpOption<TCP_KEEPINTVL>(1), ignored);
  socket.set_option(TcpOption<TCP_KEEPCNT>(3), ignored);
  // Milliseconds that sent bytes may stay unacknowledged.
  socket.set_option(TcpOption<TCP_USER_TIMEOUT>(5000), ignored);
}

}  // namespace pawl::real
