#include "real/grpc/sequencer_service.h"

#include <utility>

#include "core/base/check.h"
#include "core/wire/api.h"
#include "real/grpc/exchange.h"
#include "real/grpc/status.h"

namespace pawl::real::api {
namespace {

/// Brings one call before the node; an answer to it has the type `Part`.
template <class Part, class Request, class Reply>
grpc::ServerUnaryReactor* serve(Entrance& entrance, grpc::CallbackServerContext* context,
                                const Request* request, Reply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  wire::ApiAsk ask = wire::read_call(Request(*request));
  entrance.submit(std::move(ask.content), ask.when_not_leader, [reactor, reply](const Answered& answered) {
    if (!answered.outcome) {
      reactor->Finish(status_of(answered.outcome.error(), hint_of(answered)));
      return;
    }
    const Part* part = std::get_if<Part>(&*answered.outcome);
    PAWL_CHECK(part != nullptr);
    wire::write_answer(*part, *reply);
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* SequencerService::Create(grpc::CallbackServerContext* context,
                                                   const v1::CreateRequest* request, v1::CreateReply* reply) {
  return serve<machine::Created>(entrance_, context, request, reply);
}

grpc::ServerUnaryReactor* SequencerService::Next(grpc::CallbackServerContext* context,
                                                 const v1::NextRequest* request, v1::NextReply* reply) {
  return serve<machine::Reserved>(entrance_, context, request, reply);
}

grpc::ServerUnaryReactor* SequencerService::Reserve(grpc::CallbackServerContext* context,
                                                    const v1::ReserveRequest* request,
                                                    v1::ReserveReply* reply) {
  return serve<machine::Reserved>(entrance_, context, request, reply);
}

grpc::ServerUnaryReactor* SequencerService::Get(grpc::CallbackServerContext* context,
                                                const v1::GetRequest* request, v1::GetReply* reply) {
  return serve<machine::Found>(entrance_, context, request, reply);
}

grpc::ServerUnaryReactor* SequencerService::Delete(grpc::CallbackServerContext* context,
                                                   const v1::DeleteRequest* request, v1::DeleteReply* reply) {
  return serve<machine::Deleted>(entrance_, context, request, reply);
}

grpc::ServerUnaryReactor* SequencerService::List(grpc::CallbackServerContext* context,
                                                 const v1::ListRequest* request, v1::ListReply* reply) {
  return serve<machine::Listed>(entrance_, context, request, reply);
}

grpc::ServerBidiReactor<v1::ExchangeRequest, v1::ExchangeReply>* SequencerService::Exchange(
    grpc::CallbackServerContext* /*context*/) {
  return api::Exchange::start(entrance_, exchanges_);
}

}  // namespace pawl::real::api
