#include "core/wire/operations.h"

#include <utility>

#include "core/base/overloaded.h"

namespace pawl::wire {
namespace {

void write_request(const machine::Request& from, proto::Request& to) {
  if (from.key) to.set_key(*from.key);
  std::visit(Overloaded{
                 [&](const machine::SequenceCreate& create) {
                   proto::SequenceCreate& out = *to.mutable_create();
                   out.set_name(create.name);
                   write_parameters(create.parameters, *out.mutable_parameters());
                 },
                 [&](const machine::SequenceReserve& reserve) {
                   proto::SequenceReserve& out = *to.mutable_reserve();
                   out.set_name(reserve.name);
                   out.set_count(reserve.count);
                   out.set_on_missing(write_on_missing(reserve.on_missing));
                 },
                 [&](const machine::SequenceDelete& gone) { to.mutable_delete_()->set_name(gone.name); },
             },
             from.operation);
}

std::expected<machine::Operation, WireError> read_operation(proto::Request& from) {
  switch (from.operation_case()) {
    case proto::Request::kCreate: {
      proto::SequenceCreate& create = *from.mutable_create();
      if (!create.has_parameters()) return wrong("SequenceCreate.parameters is missing");
      return machine::SequenceCreate{.name = std::move(*create.mutable_name()),
                                     .parameters = read_parameters(create.parameters())};
    }
    case proto::Request::kReserve: {
      proto::SequenceReserve& reserve = *from.mutable_reserve();
      const auto on_missing = read_on_missing(reserve.on_missing());
      if (!on_missing) return std::unexpected(on_missing.error());
      return machine::SequenceReserve{
          .name = std::move(*reserve.mutable_name()), .count = reserve.count(), .on_missing = *on_missing};
    }
    case proto::Request::kDelete:
      return machine::SequenceDelete{.name = std::move(*from.mutable_delete_()->mutable_name())};
    case proto::Request::OPERATION_NOT_SET: break;
  }
  return wrong("Request.operation is missing or of a later version");
}

std::expected<machine::Request, WireError> read_request(proto::Request& from) {
  auto operation = read_operation(from);
  if (!operation) return std::unexpected(operation.error());
  machine::Request request{.key = std::nullopt, .operation = std::move(*operation)};
  if (from.has_key()) request.key = std::move(*from.mutable_key());
  return request;
}

void write_query(const machine::Query& from, proto::Query& to) {
  std::visit(Overloaded{
                 [&](const machine::SequenceGet& get) { to.mutable_get()->set_name(get.name); },
                 [&](const machine::SequenceList& list) {
                   proto::SequenceList& out = *to.mutable_list();
                   out.set_prefix(list.prefix);
                   if (list.after) out.set_after(*list.after);
                   out.set_limit(list.limit);
                 },
             },
             from);
}

std::expected<machine::Query, WireError> read_query(proto::Query& from) {
  switch (from.query_case()) {
    case proto::Query::kGet: return machine::SequenceGet{std::move(*from.mutable_get()->mutable_name())};
    case proto::Query::kList: {
      proto::SequenceList& list = *from.mutable_list();
      machine::SequenceList query{
          .prefix = std::move(*list.mutable_prefix()), .after = std::nullopt, .limit = list.limit()};
      if (list.has_after()) query.after = std::move(*list.mutable_after());
      return query;
    }
    case proto::Query::QUERY_NOT_SET: break;
  }
  return wrong("Query.query is missing or of a later version");
}

}  // namespace

void write_parameters(const machine::SequenceParameters& from, proto::SequenceParameters& to) {
  to.set_initial(from.initial);
  to.set_increment(from.increment);
  if (from.min) to.set_min(*from.min);
  if (from.max) to.set_max(*from.max);
  to.set_cycle(from.cycle);
}

machine::SequenceParameters read_parameters(const proto::SequenceParameters& from) {
  machine::SequenceParameters parameters{.initial = from.initial(),
                                         .increment = from.increment(),
                                         .min = std::nullopt,
                                         .max = std::nullopt,
                                         .cycle = from.cycle()};
  if (from.has_min()) parameters.min = from.min();
  if (from.has_max()) parameters.max = from.max();
  return parameters;
}

void write_sequence(const machine::Sequence& from, proto::Sequence& to) {
  to.set_name(from.name);
  write_parameters(from.parameters, *to.mutable_parameters());
  to.set_current(from.current);
  to.set_revision(from.revision);
  to.set_incarnation(from.incarnation);
}

std::expected<machine::Sequence, WireError> read_sequence(proto::Sequence& from) {
  if (!from.has_parameters()) return wrong("Sequence.parameters is missing");
  return machine::Sequence{.name = std::move(*from.mutable_name()),
                           .parameters = read_parameters(from.parameters()),
                           .current = from.current(),
                           .revision = from.revision(),
                           .incarnation = from.incarnation()};
}

proto::OnMissing write_on_missing(machine::OnMissing from) {
  switch (from) {
    case machine::OnMissing::Refuse: return proto::ON_MISSING_REFUSE;
    case machine::OnMissing::Create: return proto::ON_MISSING_CREATE;
  }
  std::unreachable();
}

std::expected<machine::OnMissing, WireError> read_on_missing(proto::OnMissing from) {
  if (from == proto::ON_MISSING_REFUSE) return machine::OnMissing::Refuse;
  if (from == proto::ON_MISSING_CREATE) return machine::OnMissing::Create;
  return wrong("on_missing is missing or of a later version");
}

void write_ask(const node::Ask& from, proto::Ask& to) {
  std::visit(Overloaded{
                 [&](const machine::Request& request) { write_request(request, *to.mutable_request()); },
                 [&](const machine::Query& query) { write_query(query, *to.mutable_query()); },
             },
             from);
}

std::expected<node::Ask, WireError> read_ask(proto::Ask& from) {
  switch (from.ask_case()) {
    case proto::Ask::kRequest: return read_request(*from.mutable_request());
    case proto::Ask::kQuery: return read_query(*from.mutable_query());
    case proto::Ask::ASK_NOT_SET: break;
  }
  return wrong("Ask.ask is missing or of a later version");
}

}  // namespace pawl::wire
