// Calls of the client API: from the wire to core types on the server, the other way on the client.

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/base/overloaded.h"
#include "core/wire/api.h"

namespace pawl::wire {
namespace {

node::WhenNotLeader when_not_leader(const v1::CallOptions& options) {
  return options.forward() ? node::WhenNotLeader::Forward : node::WhenNotLeader::Refuse;
}

/// The ask of a request that may carry an idempotency key.
template <class V1Request>
ApiAsk ask_of(V1Request& from, machine::Operation operation) {
  machine::Request request{.key = std::nullopt, .operation = std::move(operation)};
  if (from.has_idempotency_key()) request.key = std::move(*from.mutable_idempotency_key());
  return {.content = std::move(request), .when_not_leader = when_not_leader(from.options())};
}

template <class V1Request>
void set_forward(node::WhenNotLeader when, V1Request& to) {
  if (when == node::WhenNotLeader::Forward) to.mutable_options()->set_forward(true);
}

void write_request(const machine::Request& request, node::WhenNotLeader when, v1::Call& to) {
  const auto finish = [&](auto& out) {
    if (request.key) out.set_idempotency_key(*request.key);
    set_forward(when, out);
  };
  std::visit(Overloaded{
                 [&](const machine::SequenceCreate& create) {
                   v1::CreateRequest& out = *to.mutable_create();
                   out.set_name(create.name);
                   out.set_initial(create.parameters.initial);
                   out.set_increment(create.parameters.increment);
                   if (create.parameters.min) out.set_min(*create.parameters.min);
                   if (create.parameters.max) out.set_max(*create.parameters.max);
                   out.set_cycle(create.parameters.cycle);
                   finish(out);
                 },
                 [&](const machine::SequenceReserve& reserve) {
                   const bool creates = reserve.on_missing == machine::OnMissing::Create;
                   if (reserve.count == 1) {
                     v1::NextRequest& out = *to.mutable_next();
                     out.set_name(reserve.name);
                     out.set_create(creates);
                     return finish(out);
                   }
                   v1::ReserveRequest& out = *to.mutable_reserve();
                   out.set_name(reserve.name);
                   out.set_count(reserve.count);
                   out.set_create(creates);
                   finish(out);
                 },
                 [&](const machine::SequenceDelete& gone) {
                   to.mutable_delete_()->set_name(gone.name);
                   finish(*to.mutable_delete_());
                 },
             },
             request.operation);
}

void write_query(const machine::Query& query, node::WhenNotLeader when, v1::Call& to) {
  std::visit(Overloaded{
                 [&](const machine::SequenceGet& get) {
                   to.mutable_get()->set_name(get.name);
                   set_forward(when, *to.mutable_get());
                 },
                 [&](const machine::SequenceList& list) {
                   v1::ListRequest& out = *to.mutable_list();
                   out.set_prefix(list.prefix);
                   if (list.after) out.set_after(*list.after);
                   // What does not fit is above every limit; it stays so.
                   out.set_limit(static_cast<std::uint32_t>(std::min<std::uint64_t>(list.limit, UINT32_MAX)));
                   set_forward(when, out);
                 },
             },
             query);
}

}  // namespace

ApiAsk read_call(v1::CreateRequest&& request) {
  machine::SequenceCreate create{.name = std::move(*request.mutable_name()), .parameters = {}};
  if (request.has_initial()) create.parameters.initial = request.initial();
  if (request.has_increment()) create.parameters.increment = request.increment();
  if (request.has_min()) create.parameters.min = request.min();
  if (request.has_max()) create.parameters.max = request.max();
  create.parameters.cycle = request.cycle();
  return ask_of(request, std::move(create));
}

ApiAsk read_call(v1::NextRequest&& request) {
  return ask_of(
      request, machine::SequenceReserve{
                   .name = std::move(*request.mutable_name()),
                   .count = 1,
                   .on_missing = request.create() ? machine::OnMissing::Create : machine::OnMissing::Refuse});
}

ApiAsk read_call(v1::ReserveRequest&& request) {
  return ask_of(
      request, machine::SequenceReserve{
                   .name = std::move(*request.mutable_name()),
                   .count = request.count(),
                   .on_missing = request.create() ? machine::OnMissing::Create : machine::OnMissing::Refuse});
}

ApiAsk read_call(v1::GetRequest&& request) {
  return {.content = machine::Query{machine::SequenceGet{std::move(*request.mutable_name())}},
          .when_not_leader = when_not_leader(request.options())};
}

ApiAsk read_call(v1::DeleteRequest&& request) {
  return ask_of(request, machine::SequenceDelete{std::move(*request.mutable_name())});
}

ApiAsk read_call(v1::ListRequest&& request) {
  machine::SequenceList list;
  list.prefix = std::move(*request.mutable_prefix());
  if (request.has_after()) list.after = std::move(*request.mutable_after());
  if (request.limit() != 0) list.limit = request.limit();
  return {.content = machine::Query{std::move(list)}, .when_not_leader = when_not_leader(request.options())};
}

std::expected<ApiAsk, WireError> read_call(v1::Call&& call) {
  switch (call.request_case()) {
    case v1::Call::kCreate: return read_call(std::move(*call.mutable_create()));
    case v1::Call::kNext: return read_call(std::move(*call.mutable_next()));
    case v1::Call::kReserve: return read_call(std::move(*call.mutable_reserve()));
    case v1::Call::kGet: return read_call(std::move(*call.mutable_get()));
    case v1::Call::kDelete: return read_call(std::move(*call.mutable_delete_()));
    case v1::Call::kList: return read_call(std::move(*call.mutable_list()));
    case v1::Call::REQUEST_NOT_SET: break;
  }
  return wrong("Call.request is missing or of a later version");
}

std::expected<ApiCall, WireError> kind_of(const v1::Call& call) {
  switch (call.request_case()) {
    case v1::Call::kCreate: return ApiCall::Create;
    case v1::Call::kNext: return ApiCall::Next;
    case v1::Call::kReserve: return ApiCall::Reserve;
    case v1::Call::kGet: return ApiCall::Get;
    case v1::Call::kDelete: return ApiCall::Delete;
    case v1::Call::kList: return ApiCall::List;
    case v1::Call::REQUEST_NOT_SET: break;
  }
  return wrong("Call.request is missing or of a later version");
}

v1::Call write_call(const node::Ask& content, node::WhenNotLeader when) {
  v1::Call to;
  std::visit(Overloaded{
                 [&](const machine::Request& request) { write_request(request, when, to); },
                 [&](const machine::Query& query) { write_query(query, when, to); },
             },
             content);
  return to;
}

}  // namespace pawl::wire
