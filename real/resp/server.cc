#include "real/resp/server.h"

#include <algorithm>
#include <utility>

namespace pawl::real::resp {
namespace {

constexpr std::size_t kConnectionsMax = 10'000;
constexpr Duration kCheckInterval = milliseconds(500);

}  // namespace

Server::Server(Host& host, boost::asio::ip::tcp::acceptor acceptor, const Log& log)
    : acceptor_(std::move(acceptor), "Redis clients", log,
                [this](boost::asio::ip::tcp::socket socket) { on_accepted(std::move(socket)); }),
      asks_(host) {}

Server::~Server() {
  for (const auto& [id, connection] : std::exchange(connections_, {})) connection->close();
}

void Server::start() { acceptor_.start(); }

void Server::on_accepted(boost::asio::ip::tcp::socket socket) {
  if (connections_.size() >= kConnectionsMax) {
    constexpr std::string_view kFull = "-ERR max number of clients reached\r\n";
    boost::system::error_code ignored;
    socket.write_some(boost::asio::buffer(kFull), ignored);
    return;
  }
  const std::uint64_t id = next_id_++;
  auto connection = std::make_shared<Connection>(std::move(socket), asks_, id, touched_,
                                                 [this, id] { connections_.erase(id); });
  connections_.emplace(id, connection);
  connection->start();
}

void Server::before_step() { asks_.seal(); }

void Server::after_step(Instant now) {
  // A connection that goes on may be touched again at once, by a command that it answers itself.
  while (!touched_.empty()) {
    for (const auto& connection : std::exchange(touched_, {})) connection->resume();
  }
  asks_.seal();
  if (now >= next_check_) check_deadlines(now);
}

void Server::check_deadlines(Instant now) {
  next_check_ = now + kCheckInterval;
  // A connection that is closed leaves the map.
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(connections_.size());
  for (const auto& [id, connection] : connections_) all.push_back(connection);
  for (const auto& connection : all) connection->check_deadlines(now);
}

bool Server::is_drained() const {
  return std::ranges::all_of(connections_, [](const auto& each) { return each.second->is_idle(); });
}

}  // namespace pawl::real::resp
