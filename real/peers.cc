#include "real/peers.h"

#include <fmt/format.h>

#include <utility>

namespace pawl::real {
namespace {

/// Members have one connection each, and a few that are not yet known to be dead.
constexpr std::size_t kReadersMax = 64;
constexpr std::size_t kComplaintsMax = 256;

}  // namespace

Peers::Peers(boost::asio::io_context& loop, const HostSettings& settings,
             boost::asio::ip::tcp::acceptor acceptor, const Log& log, Host& host)
    : self_(settings.self),
      cluster_(settings.cluster),
      log_(log),
      acceptor_(std::move(acceptor), "members", log,
                [this](boost::asio::ip::tcp::socket socket) { on_accepted(std::move(socket)); }),
      host_(host) {
  const std::string greeting = wire::encode_greeting(
      {.cluster = cluster_, .sender = self_},
      {.grpc_address = settings.own_addresses.grpc, .resp_address = settings.own_addresses.resp});
  for (const auto& [member, address] : settings.members) {
    if (member == self_) continue;
    const auto gone = [this, peer = member] { host_.peer_gone(peer); };
    links_.emplace(member, std::make_shared<PeerLink>(loop, member, address, greeting, log, gone));
  }
}

Peers::~Peers() {
  for (const auto& [member, link] : links_) link->stop();
  for (const auto& [number, reader] : readers_) reader->stop();
}

void Peers::start() {
  for (const auto& [member, link] : links_) link->start();
  acceptor_.start();
}

void Peers::on_accepted(boost::asio::ip::tcp::socket socket) {
  if (readers_.size() >= kReadersMax) return;
  end_when_silent(socket);
  const std::uint64_t number = next_reader_++;
  PeerReaderSink sink{
      .greeted = [this](NodeId from, wire::Greeting greeting) { return greeted(from, std::move(greeting)); },
      .received = [this](wire::ReceivedEnvelope envelope) { host_.receive(std::move(envelope)); },
      .ended = [this, number](const std::string& remote,
                              const std::string& why) { ended(number, remote, why); }};
  auto reader = std::make_shared<PeerReader>(std::move(socket), cluster_, std::move(sink));
  readers_.emplace(number, reader);
  reader->start();
}

bool Peers::greeted(NodeId from, wire::Greeting greeting) {
  if (!links_.contains(from)) return false;
  client_addresses_[from] = {.grpc = std::move(greeting.grpc_address),
                             .resp = std::move(greeting.resp_address)};
  return true;
}

void Peers::ended(std::uint64_t reader, const std::string& remote, const std::string& why) {
  readers_.erase(reader);
  if (why.empty()) {
    log_.debug("{} ended its connection", remote);
    return;
  }
  // Without the port: who tries again and again is named once.
  const std::string who = remote.substr(0, remote.rfind(':'));
  if (complaints_.size() >= kComplaintsMax || !complaints_.insert(who + why).second) return;
  log_.warn("closed the peer connection of {}: {} (said once)", remote, why);
}

void Peers::send(NodeId to, std::vector<std::string> frames) {
  const auto link = links_.find(to);
  if (link != links_.end()) link->second->send(frames);
}

bool Peers::is_connected(NodeId member) const {
  const auto link = links_.find(member);
  return link != links_.end() && link->second->is_connected();
}

ClientAddresses Peers::client_addresses(NodeId member) const {
  const auto found = client_addresses_.find(member);
  return found == client_addresses_.end() ? ClientAddresses{} : found->second;
}

}  // namespace pawl::real
