#pragma once
// The gRPC edge of a node: the client API, reflection, and the standard health service, on a port of its own.
// gRPC brings its own threads; the node's loop only calls what TurnHook names.

#include <grpcpp/server.h>

#include <expected>
#include <memory>
#include <string>

#include "real/address.h"
#include "real/edge.h"
#include "real/failure.h"
#include "real/grpc/cluster_service.h"
#include "real/grpc/entrance.h"
#include "real/grpc/exchanges.h"
#include "real/grpc/sequencer_service.h"
#include "real/host.h"

namespace pawl::real::api {

class Server final : public TurnHook {
 public:
  /// Listens on `address` (port 0: any free one). Calls are refused as Overloaded until serve(). Errors: the
  /// port is taken, or no such address.
  static std::expected<std::unique_ptr<Server>, Failure> listen(const Address& address);
  ~Server() override;

  /// Where it listens, with the port that it got.
  const Address& address() const { return address_; }

  /// From now on calls reach `edge`, and the health service says SERVING.
  void serve(Edge& edge);

  void before_step() override {}
  /// The loop has given the answers of a turn: they leave now.
  void after_step(Instant /*now*/) override { exchanges_.flush(); }
  bool is_drained() const override { return exchanges_.are_drained(); }

  /// The node is going to leave: the health service says NOT_SERVING.
  void retire();

  /// Ends every stream and call, after what was answered has left, at most within two seconds. To be called
  /// when `edge` has answered everything and refuses what still comes; afterwards `edge` is not called any
  /// more.
  void stop();

 private:
  Server();
  void set_serving(bool is_serving);

  Address address_;
  Entrance entrance_;
  Exchanges exchanges_;
  SequencerService sequencer_{entrance_, exchanges_};
  ClusterService cluster_{entrance_};
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace pawl::real::api
