#pragma once
// The calls of pawl.v1.Cluster.

#include "core/wire/pawl.grpc.pb.h"
#include "real/grpc/entrance.h"

namespace pawl::real::api {

class ClusterService final : public v1::Cluster::CallbackService {
 public:
  explicit ClusterService(Entrance& entrance) : entrance_(entrance) {}

  grpc::ServerUnaryReactor* Status(grpc::CallbackServerContext* context, const v1::StatusRequest* request,
                                   v1::StatusReply* reply) override;

 private:
  Entrance& entrance_;
};

}  // namespace pawl::real::api
