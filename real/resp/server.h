#pragma once
// The edge for Redis clients: accepts connections, and ties their sessions to the turns of the loop. Belongs
// to the loop's thread.

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "real/acceptor.h"
#include "real/host.h"
#include "real/log.h"
#include "real/resp/asks.h"
#include "real/resp/connection.h"

namespace pawl::real::resp {

class Server final : public TurnHook {
 public:
  /// `acceptor` listens for clients.
  Server(Host& host, boost::asio::ip::tcp::acceptor acceptor, const Log& log);
  ~Server() override;

  void start();

  void before_step() override;
  void after_step(Instant now) override;
  Instant wake_at() const override { return connections_.empty() ? kNever : next_check_; }
  bool is_drained() const override;

 private:
  void on_accepted(boost::asio::ip::tcp::socket socket);
  void check_deadlines(Instant now);

  Acceptor acceptor_;
  Asks asks_;
  std::map<std::uint64_t, std::shared_ptr<Connection>> connections_;
  Connection::List touched_;
  std::uint64_t next_id_ = 1;
  Instant next_check_;
};

}  // namespace pawl::real::resp
