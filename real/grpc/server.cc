#include "real/grpc/server.h"

#include <fmt/format.h>
#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <mutex>

namespace pawl::real::api {
namespace {

/// A request is a name, a key and a few numbers; an Exchange message holds many of them.
constexpr int kRequestBytesMax = 4 << 20;
constexpr std::chrono::seconds kStopMax{2};

/// Plug-ins of gRPC are for the whole process and must be there before the first server.
void install_plugins() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

}  // namespace

Server::Server() = default;

Server::~Server() { stop(); }

std::expected<std::unique_ptr<Server>, Failure> Server::listen(const Address& address) {
  install_plugins();
  std::unique_ptr<Server> server(new Server);
  int port = 0;
  grpc::ServerBuilder builder;
  // Without this a second process would get the same port, and half of the clients.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetMaxReceiveMessageSize(kRequestBytesMax);
  builder.AddListeningPort(text_of(address), grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&server->sequencer_);
  builder.RegisterService(&server->cluster_);
  // gRPC would print its own long line beside the sentence below.
  gpr_set_log_function([](gpr_log_func_args*) {});
  server->server_ = builder.BuildAndStart();
  gpr_set_log_function(nullptr);  // the usual one again
  if (!server->server_ || port == 0) {
    return std::unexpected(Failure{
        kExitUnavailable,
        fmt::format("cannot listen for gRPC clients on {}: the port is taken, or this machine has no such "
                    "address; choose another with --grpc, or switch gRPC off with --grpc off",
                    text_of(address))});
  }
  server->address_ = {.host = address.host, .port = static_cast<std::uint16_t>(port)};
  server->set_serving(false);
  return server;
}

void Server::set_serving(bool is_serving) {
  grpc::HealthCheckServiceInterface& health = *server_->GetHealthCheckService();
  // Probes ask for the whole server or for a service by its name.
  health.SetServingStatus(is_serving);
  for (const char* service : {v1::Sequencer::service_full_name(), v1::Cluster::service_full_name()})
    health.SetServingStatus(service, is_serving);
}

void Server::serve(Edge& edge) {
  entrance_.open(edge);
  set_serving(true);
}

void Server::retire() { set_serving(false); }

void Server::stop() {
  if (!server_) return;
  exchanges_.end_all();
  server_->Shutdown(std::chrono::system_clock::now() + kStopMax);
  server_->Wait();
  server_.reset();
}

}  // namespace pawl::real::api
