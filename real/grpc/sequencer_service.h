#pragma once
// The calls of pawl.v1.Sequencer, one at a time or by Exchange.

#include <memory>

#include "core/wire/pawl.grpc.pb.h"
#include "real/grpc/entrance.h"
#include "real/grpc/exchanges.h"

namespace pawl::real::api {

class SequencerService final : public v1::Sequencer::CallbackService {
 public:
  SequencerService(Entrance& entrance, Exchanges& exchanges) : entrance_(entrance), exchanges_(exchanges) {}

  grpc::ServerUnaryReactor* Create(grpc::CallbackServerContext* context, const v1::CreateRequest* request,
                                   v1::CreateReply* reply) override;
  grpc::ServerUnaryReactor* Next(grpc::CallbackServerContext* context, const v1::NextRequest* request,
                                 v1::NextReply* reply) override;
  grpc::ServerUnaryReactor* Reserve(grpc::CallbackServerContext* context, const v1::ReserveRequest* request,
                                    v1::ReserveReply* reply) override;
  grpc::ServerUnaryReactor* Get(grpc::CallbackServerContext* context, const v1::GetRequest* request,
                                v1::GetReply* reply) override;
  grpc::ServerUnaryReactor* Delete(grpc::CallbackServerContext* context, const v1::DeleteRequest* request,
                                   v1::DeleteReply* reply) override;
  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context, const v1::ListRequest* request,
                                 v1::ListReply* reply) override;
  grpc::ServerBidiReactor<v1::ExchangeRequest, v1::ExchangeReply>* Exchange(
      grpc::CallbackServerContext* context) override;

 private:
  Entrance& entrance_;
  Exchanges& exchanges_;
};

}  // namespace pawl::real::api
