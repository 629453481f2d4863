#pragma once
// The outgoing connection to one member: connects, greets, sends, and connects again when it broke. Belongs
// to the loop's thread. What cannot be sent is dropped: Raft repeats it.

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "real/address.h"
#include "real/log.h"
#include "real/outbox.h"

namespace pawl::real {

class PeerLink : public std::enable_shared_from_this<PeerLink> {
 public:
  /// `greeting` is the first frame on every connection. `gone` is called when the member's machine says that
  /// nobody is there: it closed or reset the connection, or refused one.
  PeerLink(boost::asio::io_context& loop, NodeId member, Address address, std::string greeting,
           const Log& log, std::function<void()> gone);

  void start() { connect(); }
  /// For good.
  void stop();

  void send(const std::vector<std::string>& frames);
  bool is_connected() const { return is_connected_; }

 private:
  using tcp = boost::asio::ip::tcp;

  void connect();
  void on_connected(const boost::system::error_code& error);
  void on_held();
  void flush();
  void watch();
  void reconnect(const boost::system::error_code& error);
  void complain(const boost::system::error_code& error);

  NodeId member_;
  Address address_;
  std::string greeting_;
  Log log_;
  std::function<void()> gone_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  boost::asio::steady_timer timer_;
  Outbox outbox_;
  std::array<char, 64> unwanted_;
  std::chrono::milliseconds backoff_;
  bool is_connected_ = false;
  bool is_held_ = false;      // connected, for long enough to count
  bool is_unwanted_ = false;  // the connection before was closed before it counted
  bool is_waiting_for_room_ = false;
  bool is_stopped_ = false;
  bool has_complained_ = false;
};

}  // namespace pawl::real
