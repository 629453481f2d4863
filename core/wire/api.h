#pragma once
// The client API (pawl.proto) and core types, both ways: the server reads calls and writes answers, clients
// the other way round. Names and texts of the API are UTF-8; what is not comes to a client with U+FFFD in the
// place of each wrong byte.

#include <expected>
#include <string>
#include <variant>

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/machine/operation.h"
#include "core/node/ask.h"
#include "core/node/effects.h"
#include "core/wire/pawl.pb.h"
#include "core/wire/wire_error.h"

namespace pawl::wire {

/// A call as the node takes it. What the request leaves out has its default; limits are not looked at (the
/// node's validate does).
struct ApiAsk {
  node::Ask content;
  node::WhenNotLeader when_not_leader = node::WhenNotLeader::Refuse;
};

ApiAsk read_call(v1::CreateRequest&& request);
ApiAsk read_call(v1::NextRequest&& request);
ApiAsk read_call(v1::ReserveRequest&& request);
ApiAsk read_call(v1::GetRequest&& request);
ApiAsk read_call(v1::DeleteRequest&& request);
ApiAsk read_call(v1::ListRequest&& request);
/// Errors: a call without a request, or of a later version.
std::expected<ApiAsk, WireError> read_call(v1::Call&& call);

/// Which call an answer belongs to. Both `Next` and `Reserve` are answered with machine::Reserved.
enum class ApiCall : std::uint8_t { Create, Next, Reserve, Get, Delete, List };

/// Which call it is. Errors: none, or of a later version.
std::expected<ApiCall, WireError> kind_of(const v1::Call& call);

void write_answer(const machine::Created& answer, v1::CreateReply& reply);
void write_answer(const machine::Reserved& answer, v1::NextReply& reply);
void write_answer(const machine::Reserved& answer, v1::ReserveReply& reply);
void write_answer(const machine::Found& answer, v1::GetReply& reply);
void write_answer(const machine::Deleted& answer, v1::DeleteReply& reply);
void write_answer(const machine::Listed& answer, v1::ListReply& reply);
/// The answer to a call of kind `call`; the answer's type must fit it.
void write_answer(ApiCall call, const machine::Answer& answer, v1::Answer& reply);

/// Who leads, as an answer can tell.
struct LeaderHint {
  NodeId node;
  /// Of its gRPC API, "host:port"; empty: not known.
  std::string address;
  bool operator==(const LeaderHint&) const = default;
};

void write_error(const Error& error, const LeaderHint& leader, v1::Error& out);

struct ApiError {
  Error error;
  LeaderHint leader;
};

/// Errors: no code, a code of a later version, or a certainty that is not the code's own.
std::expected<ApiError, WireError> read_error(const v1::Error& error);

/// A call that asks for `content`, with `forward` set if so chosen. A reserve of 1 becomes a Next.
v1::Call write_call(const node::Ask& content, node::WhenNotLeader when_not_leader);

/// What an answer says: an outcome, and with NotLeader the hint.
struct ApiOutcome {
  machine::Outcome outcome;
  LeaderHint leader;
};

/// Errors: an answer without a result, or one with a part missing.
std::expected<ApiOutcome, WireError> read_answer(const v1::Answer& answer);

/// The error as details of a gRPC status (serialised StatusDetails). `grpc_code` is the status's own code.
std::string encode_status_details(int grpc_code, const v1::Error& error);
/// The pawl.v1.Error inside a status's details; an error if there is none (not every status comes from a
/// node).
std::expected<ApiError, WireError> decode_status_details(const std::string& details);

}  // namespace pawl::wire
