// Answers and errors of the client API: from core types to the wire on the server, the other way on the
// client.

#include <utility>

#include "core/base/check.h"
#include "core/base/overloaded.h"
#include "core/wire/api.h"
#include "core/wire/utf8.h"

namespace pawl::wire {
namespace {

constexpr const char* kErrorTypeUrl = "type.googleapis.com/pawl.v1.Error";

static_assert(static_cast<int>(ErrorCode::InvalidArgument) + 1 == v1::INVALID_ARGUMENT);
static_assert(static_cast<int>(ErrorCode::NotLeader) + 1 == v1::NOT_LEADER);
static_assert(static_cast<int>(ErrorCode::TimedOut) + 1 == v1::TIMED_OUT);
static_assert(v1::ErrorCode_MAX == kErrorCodeCount);

void write_sequence(const machine::Sequence& from, v1::Sequence& to) {
  to.set_name(to_utf8(from.name));
  to.set_initial(from.parameters.initial);
  to.set_increment(from.parameters.increment);
  if (from.parameters.min) to.set_min(*from.parameters.min);
  if (from.parameters.max) to.set_max(*from.parameters.max);
  to.set_cycle(from.parameters.cycle);
  to.set_current(from.current);
  to.set_revision(from.revision);
  to.set_incarnation(from.incarnation);
}

machine::Sequence read_sequence(const v1::Sequence& from) {
  machine::Sequence sequence{.name = from.name(),
                             .parameters = {.initial = from.initial(),
                                            .increment = from.increment(),
                                            .min = std::nullopt,
                                            .max = std::nullopt,
                                            .cycle = from.cycle()},
                             .current = from.current(),
                             .revision = from.revision(),
                             .incarnation = from.incarnation()};
  if (from.has_min()) sequence.parameters.min = from.min();
  if (from.has_max()) sequence.parameters.max = from.max();
  return sequence;
}

v1::Certainty write_certainty(Certainty from) {
  switch (from) {
    case Certainty::DidNotHappen: return v1::DID_NOT_HAPPEN;
    case Certainty::MayHaveHappened: return v1::MAY_HAVE_HAPPENED;
  }
  std::unreachable();
}

/// The alternative of `answer` that a call of this kind is answered with.
template <class Part>
const Part& part_of(const machine::Answer& answer) {
  const Part* part = std::get_if<Part>(&answer);
  PAWL_CHECK(part != nullptr);
  return *part;
}

machine::Answer read_next(const v1::NextReply& next) {
  return machine::Reserved{.first = next.value(),
                           .last = next.value(),
                           .count = 1,
                           .increment = 1,
                           .revision = next.revision(),
                           .incarnation = next.incarnation()};
}

machine::Answer read_reserve(const v1::ReserveReply& reserve) {
  return machine::Reserved{.first = reserve.first(),
                           .last = reserve.last(),
                           .count = reserve.count(),
                           .increment = reserve.increment(),
                           .revision = reserve.revision(),
                           .incarnation = reserve.incarnation()};
}

machine::Answer read_list(const v1::ListReply& list) {
  machine::Listed listed{.sequences = {}, .more = list.more()};
  for (const v1::Sequence& sequence : list.sequences()) {
    listed.sequences.push_back(read_sequence(sequence));
  }
  return listed;
}

}  // namespace

void write_answer(const machine::Created& answer, v1::CreateReply& reply) {
  write_sequence(answer.sequence, *reply.mutable_sequence());
  reply.set_is_new(answer.is_new);
}

void write_answer(const machine::Reserved& answer, v1::NextReply& reply) {
  reply.set_value(answer.last);
  reply.set_revision(answer.revision);
  reply.set_incarnation(answer.incarnation);
}

void write_answer(const machine::Reserved& answer, v1::ReserveReply& reply) {
  reply.set_first(answer.first);
  reply.set_last(answer.last);
  reply.set_count(answer.count);
  reply.set_increment(answer.increment);
  reply.set_revision(answer.revision);
  reply.set_incarnation(answer.incarnation);
}

void write_answer(const machine::Found& answer, v1::GetReply& reply) {
  write_sequence(answer.sequence, *reply.mutable_sequence());
}

void write_answer(const machine::Deleted& answer, v1::DeleteReply& reply) {
  reply.set_incarnation(answer.incarnation);
}

void write_answer(const machine::Listed& answer, v1::ListReply& reply) {
  for (const machine::Sequence& sequence : answer.sequences) {
    write_sequence(sequence, *reply.add_sequences());
  }
  reply.set_more(answer.more);
}

void write_answer(ApiCall call, const machine::Answer& answer, v1::Answer& reply) {
  switch (call) {
    case ApiCall::Create: return write_answer(part_of<machine::Created>(answer), *reply.mutable_create());
    case ApiCall::Next: return write_answer(part_of<machine::Reserved>(answer), *reply.mutable_next());
    case ApiCall::Reserve: return write_answer(part_of<machine::Reserved>(answer), *reply.mutable_reserve());
    case ApiCall::Get: return write_answer(part_of<machine::Found>(answer), *reply.mutable_get());
    case ApiCall::Delete: return write_answer(part_of<machine::Deleted>(answer), *reply.mutable_delete_());
    case ApiCall::List: return write_answer(part_of<machine::Listed>(answer), *reply.mutable_list());
  }
  std::unreachable();
}

void write_error(const Error& error, const LeaderHint& leader, v1::Error& out) {
  out.set_code(static_cast<v1::ErrorCode>(static_cast<int>(error.code) + 1));
  out.set_certainty(write_certainty(certainty(error.code)));
  out.set_detail(to_utf8(error.detail));
  if (leader.node == kNobody) return;
  out.mutable_leader()->set_id(leader.node.value);
  out.mutable_leader()->set_address(leader.address);
}

std::expected<ApiError, WireError> read_error(const v1::Error& error) {
  const int number = error.code();
  if (number < 1 || number > kErrorCodeCount) return wrong("Error.code is missing or of a later version");
  const auto code = static_cast<ErrorCode>(number - 1);
  if (error.certainty() != write_certainty(certainty(code))) {
    return wrong("Error.certainty is not that of its code");
  }
  return ApiError{.error = {.code = code, .detail = error.detail()},
                  .leader = {.node = {error.leader().id()}, .address = error.leader().address()}};
}

std::expected<ApiOutcome, WireError> read_answer(const v1::Answer& answer) {
  switch (answer.result_case()) {
    case v1::Answer::kCreate:
      if (!answer.create().has_sequence()) return wrong("CreateReply.sequence is missing");
      return ApiOutcome{machine::Created{.sequence = read_sequence(answer.create().sequence()),
                                         .is_new = answer.create().is_new()},
                        {}};
    case v1::Answer::kNext: return ApiOutcome{read_next(answer.next()), {}};
    case v1::Answer::kReserve: return ApiOutcome{read_reserve(answer.reserve()), {}};
    case v1::Answer::kGet:
      if (!answer.get().has_sequence()) return wrong("GetReply.sequence is missing");
      return ApiOutcome{machine::Found{read_sequence(answer.get().sequence())}, {}};
    case v1::Answer::kDelete:
      return ApiOutcome{machine::Deleted{.incarnation = answer.delete_().incarnation()}, {}};
    case v1::Answer::kList: return ApiOutcome{read_list(answer.list()), {}};
    case v1::Answer::kError: {
      auto error = read_error(answer.error());
      if (!error) return std::unexpected(error.error());
      return ApiOutcome{machine::Outcome{std::unexpect, std::move(error->error)}, std::move(error->leader)};
    }
    case v1::Answer::RESULT_NOT_SET: break;
  }
  return wrong("Answer.result is missing or of a later version");
}

std::string encode_status_details(int grpc_code, const v1::Error& error) {
  v1::StatusDetails details;
  details.set_code(grpc_code);
  details.set_message(error.detail());
  v1::Packed& packed = *details.add_details();
  packed.set_type_url(kErrorTypeUrl);
  packed.set_value(error.SerializeAsString());
  return details.SerializeAsString();
}

std::expected<ApiError, WireError> decode_status_details(const std::string& details) {
  v1::StatusDetails from;
  if (!from.ParseFromString(details)) return wrong("status details: damaged");
  for (const v1::Packed& packed : from.details()) {
    if (packed.type_url() != kErrorTypeUrl) continue;
    v1::Error error;
    if (!error.ParseFromString(packed.value())) return wrong("status details: damaged");
    return read_error(error);
  }
  return wrong("status details: no pawl.v1.Error inside");
}

}  // namespace pawl::wire
