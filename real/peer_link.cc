#include "real/peer_link.h"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <utility>

#include "real/acceptor.h"

namespace pawl::real {
namespace {

constexpr std::chrono::milliseconds kBackoffMin{20};
constexpr std::chrono::milliseconds kBackoffMax{500};
/// A connection that is not there after so long is tried anew.
constexpr std::chrono::milliseconds kConnectMax{1000};
/// A connection that held so long was wanted by the other side. One of another cluster's, or a member that is
/// configured otherwise, closes it at once.
constexpr std::chrono::milliseconds kHeld{1000};
/// Frames beyond this are dropped: a member so far behind is served better by what comes later.
constexpr std::size_t kPendingBytesMax = 32U << 20U;

/// Whether the other machine itself says that no process is there; silence says nothing.
bool says_gone(const boost::system::error_code& error) {
  return error == boost::asio::error::eof || error == boost::asio::error::connection_reset ||
         error == boost::asio::error::connection_refused || error == boost::asio::error::broken_pipe;
}

}  // namespace

PeerLink::PeerLink(boost::asio::io_context& loop, NodeId member, Address address, std::string greeting,
                   const Log& log, std::function<void()> gone)
    : member_(member),
      address_(std::move(address)),
      greeting_(std::move(greeting)),
      log_(log),
      gone_(std::move(gone)),
      resolver_(loop),
      socket_(loop),
      timer_(loop),
      backoff_(kBackoffMin) {}

void PeerLink::stop() {
  is_stopped_ = true;
  is_connected_ = false;
  boost::system::error_code ignored;
  timer_.cancel();
  resolver_.cancel();
  socket_.close(ignored);
}

void PeerLink::connect() {
  timer_.expires_after(kConnectMax);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (error) return;
    boost::system::error_code ignored;
    self->resolver_.cancel();
    self->socket_.close(ignored);
  });
  resolver_.async_resolve(address_.host, std::to_string(address_.port), tcp::resolver::numeric_service,
                          [self = shared_from_this()](const boost::system::error_code& error,
                                                      const tcp::resolver::results_type& found) {
                            if (error) {
                              self->on_connected(error);
                              return;
                            }
                            boost::asio::async_connect(
                                self->socket_, found,
                                [self](const boost::system::error_code& failed, const tcp::endpoint&) {
                                  self->on_connected(failed);
                                });
                          });
}

void PeerLink::on_connected(const boost::system::error_code& error) {
  if (is_stopped_) return;
  timer_.cancel();
  boost::system::error_code refused = error;
  if (!refused) socket_.set_option(tcp::no_delay(true), refused);
  if (!refused) socket_.non_blocking(true, refused);
  if (refused) {
    reconnect(refused);
    return;
  }
  end_when_silent(socket_);
  is_connected_ = true;
  if (!is_unwanted_) {
    log_.info("connected to node {} at {}", member_.value, text_of(address_));
    has_complained_ = false;
  }
  timer_.expires_after(kHeld);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& cancelled) {
    if (!cancelled && self->is_connected_) self->on_held();
  });
  outbox_.add(greeting_);
  watch();
  flush();
}

void PeerLink::on_held() {
  if (is_unwanted_) log_.info("connected to node {} at {}", member_.value, text_of(address_));
  is_held_ = true;
  is_unwanted_ = false;
  has_complained_ = false;
  backoff_ = kBackoffMin;
}

void PeerLink::send(const std::vector<std::string>& frames) {
  if (!is_connected_) return;
  for (const std::string& frame : frames) {
    if (outbox_.pending_bytes() + frame.size() > kPendingBytesMax) break;
    outbox_.add(frame);
  }
  flush();
}

void PeerLink::flush() {
  if (is_waiting_for_room_ || !is_connected_) return;
  if (const auto error = outbox_.flush(socket_)) {
    reconnect(error);
    return;
  }
  if (outbox_.pending_bytes() == 0) return;
  is_waiting_for_room_ = true;
  socket_.async_wait(tcp::socket::wait_write,
                     [self = shared_from_this()](const boost::system::error_code& error) {
                       self->is_waiting_for_room_ = false;
                       if (!error) self->flush();
                     });
}

/// The other side never sends here; a read that ends tells that the connection is gone.
void PeerLink::watch() {
  socket_.async_read_some(boost::asio::buffer(unwanted_),
                          [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                            if (self->is_stopped_ || error == boost::asio::error::operation_aborted) return;
                            if (error) {
                              self->reconnect(error);
                            } else {
                              self->watch();
                            }
                          });
}

void PeerLink::reconnect(const boost::system::error_code& error) {
  if (is_stopped_) return;
  if (says_gone(error)) gone_();
  is_unwanted_ = is_connected_ && !is_held_;
  if (!has_complained_) complain(error);
  is_connected_ = false;
  is_held_ = false;
  boost::system::error_code ignored;
  socket_.close(ignored);
  outbox_.clear();
  timer_.expires_after(backoff_);
  backoff_ = std::min(backoff_ * 2, kBackoffMax);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& cancelled) {
    if (!cancelled && !self->is_stopped_) self->connect();
  });
}

void PeerLink::complain(const boost::system::error_code& error) {
  const std::string_view what = !is_connected_ ? "cannot reach"
                                : is_held_     ? "lost the connection to"
                                               : "was sent away by";
  log_.warn("{} node {} at {}: {}; keeps trying{}", what, member_.value, text_of(address_), error.message(),
            is_unwanted_ ? " (that node's log may say why)" : "");
  has_complained_ = true;
}

}  // namespace pawl::real
