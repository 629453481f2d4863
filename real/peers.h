#pragma once
// All connections with the other members: one outgoing for sending, their incoming ones for receiving.
// Belongs to the loop's thread.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/wire/frame.h"
#include "real/acceptor.h"
#include "real/edge.h"
#include "real/host.h"
#include "real/log.h"
#include "real/peer_link.h"
#include "real/peer_reader.h"

namespace pawl::real {

class Peers final : public Mail {
 public:
  /// `acceptor` listens for members. What they send goes to `host`, and who of them is gone.
  Peers(boost::asio::io_context& loop, const HostSettings& settings, boost::asio::ip::tcp::acceptor acceptor,
        const Log& log, Host& host);
  ~Peers() override;

  void start();

  void send(NodeId to, std::vector<std::string> frames) override;
  bool is_connected(NodeId member) const override;
  ClientAddresses client_addresses(NodeId member) const override;

 private:
  void on_accepted(boost::asio::ip::tcp::socket socket);
  bool greeted(NodeId from, wire::Greeting greeting);
  void ended(std::uint64_t reader, const std::string& remote, const std::string& why);

  NodeId self_;
  ClusterId cluster_;
  Log log_;
  Acceptor acceptor_;
  Host& host_;
  std::map<NodeId, std::shared_ptr<PeerLink>> links_;
  std::map<NodeId, ClientAddresses> client_addresses_;
  std::map<std::uint64_t, std::shared_ptr<PeerReader>> readers_;
  std::uint64_t next_reader_ = 1;
  /// What was refused and why, so that each is logged once.
  std::set<std::string> complaints_;
};

}  // namespace pawl::real
