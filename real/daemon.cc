#include "real/daemon.h"

#include <unistd.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <memory>
#include <optional>
#include <utility>

#include "real/clock.h"
#include "real/folder.h"
#include "real/grpc/server.h"
#include "real/host.h"
#include "real/listener.h"
#include "real/peers.h"
#include "real/random_choices.h"
#include "real/resp/server.h"
#include "real/store.h"

namespace pawl::real {
namespace {

/// The disk failed: nothing that this process believes of it may be acted on, not even by destructors.
void stop_at_once(const Log& log, const Failure& failure) {
  log.error("{}; the node stops", failure.what);
  ::_exit(failure.exit_code);
}

std::int64_t in_ms(Duration duration) { return duration.ns / milliseconds(1).ns; }

node::Options node_options(const Config& config) {
  node::Options options;
  options.raft.self = config.id;
  for (const auto& [member, address] : config.members) options.raft.members.voters.push_back(member);
  // Nobody asks for what every member has; an entry may hold a megabyte.
  options.raft.compaction_keep = 64;
  options.life = RandomChoices::fresh();
  return options;
}

std::expected<Store, Failure> open_store(Folder& folder, const Log& log) {
  const OpenMode mode = folder.is_new() ? OpenMode::Create : OpenMode::MustExist;
  auto store = Store::open(folder.database_path(), mode,
                           [log](const Failure& failure) { stop_at_once(log, failure); });
  if (!store || !folder.is_new()) return store;
  if (auto ready = folder.mark_ready(); !ready) return std::unexpected(ready.error());
  return store;
}

/// The gRPC edge, unless it is switched off.
std::expected<std::unique_ptr<api::Server>, Failure> listen_grpc_if(const std::optional<Address>& address) {
  if (!address) return std::unique_ptr<api::Server>{};
  return api::Server::listen(*address);
}

/// An acceptor for an edge that may be switched off.
std::expected<std::optional<tcp::acceptor>, Failure> listen_if(boost::asio::io_context& loop,
                                                               const std::optional<Address>& address,
                                                               const Door& door) {
  if (!address) return std::optional<tcp::acceptor>{};
  auto acceptor = listen(loop, *address, door);
  if (!acceptor) return std::unexpected(acceptor.error());
  return std::optional<tcp::acceptor>(*std::move(acceptor));
}

}  // namespace

std::expected<void, Failure> run_daemon(const Config& config) {
  const Log log(config.log, config.id);
  boost::asio::io_context loop(1);
  boost::asio::signal_set signals(loop, SIGTERM, SIGINT);

  // Listening comes first: a port that is taken is found before a folder is made.
  auto peer_acceptor = listen(loop, config.peer, {.clients = "peers", .flag = "--peer"});
  if (!peer_acceptor) return std::unexpected(peer_acceptor.error());
  auto resp_acceptor = listen_if(loop, config.resp, {.clients = "Redis clients", .flag = "--resp"});
  if (!resp_acceptor) return std::unexpected(resp_acceptor.error());
  auto grpc_server = listen_grpc_if(config.grpc);
  if (!grpc_server) return std::unexpected(grpc_server.error());

  auto folder = Folder::open(config.data, {.cluster = config.cluster, .node = config.id});
  if (!folder) return std::unexpected(folder.error());
  if (const auto room = folder->check_room(); !room) return std::unexpected(room.error());
  const Instant began = read_monotonic();
  auto store = open_store(*folder, log);
  if (!store) return std::unexpected(store.error());
  const Instant opened = read_monotonic();
  auto boot = store->boot();
  if (!boot) return std::unexpected(boot.error());
  log.info(
      "data in {}: term {}, log {} to {}, rows at {}, {} sequences, {} keys remembered; opened in {} ms, "
      "read in "
      "{} ms",
      config.data, boot->raft.hard.term.value, boot->raft.base.index.value + 1,
      boot->raft.base.index.value + boot->raft.log.size(), boot->raft.applied.value,
      boot->state.sequences.size(), boot->state.requests.size(), in_ms(opened - began),
      in_ms(read_monotonic() - opened));

  const HostSettings settings{
      .cluster = config.cluster,
      .self = config.id,
      .members = config.members,
      .own_addresses = {.grpc = *grpc_server ? text_of((*grpc_server)->address()) : "",
                        .resp = *resp_acceptor ? text_of(local_address(**resp_acceptor)) : ""}};
  Host host(loop, settings, node_options(config), *std::move(boot), *store, log,
            [log](const Failure& failure) { stop_at_once(log, failure); });
  log.info("listens for peers on {}", text_of(local_address(*peer_acceptor)));
  Peers peers(loop, settings, *std::move(peer_acceptor), log, host);
  host.connect(peers);
  std::optional<resp::Server> resp_server;
  if (*resp_acceptor) {
    log.info("listens for Redis clients on {}", text_of(local_address(**resp_acceptor)));
    resp_server.emplace(host, std::move(**resp_acceptor), log);
    host.add(*resp_server);
    resp_server->start();
  }
  if (api::Server* server = grpc_server->get()) {
    log.info("listens for gRPC clients on {}", text_of(server->address()));
    host.add(*server);
    server->serve(host);
  }
  peers.start();

  signals.async_wait([&host, &grpc_server](const boost::system::error_code& error, int) {
    if (error) return;
    if (*grpc_server) (*grpc_server)->retire();
    host.retire();
  });
  host.run();
  if (*grpc_server) (*grpc_server)->stop();
  log.info("left in peace");
  return {};
}

}  // namespace pawl::real
