#include "real/grpc/status.h"

#include <utility>

namespace pawl::real::api {

grpc::StatusCode grpc_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::KeyReused:
    case ErrorCode::KeyFromFuture: return grpc::StatusCode::INVALID_ARGUMENT;
    case ErrorCode::NotFound: return grpc::StatusCode::NOT_FOUND;
    case ErrorCode::AlreadyExists: return grpc::StatusCode::ALREADY_EXISTS;
    case ErrorCode::Exhausted: return grpc::StatusCode::OUT_OF_RANGE;
    case ErrorCode::KeyExpired: return grpc::StatusCode::FAILED_PRECONDITION;
    case ErrorCode::KeysFull:
    case ErrorCode::Overloaded: return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case ErrorCode::NotLeader:
    case ErrorCode::ShuttingDown: return grpc::StatusCode::UNAVAILABLE;
    case ErrorCode::LeadershipLost: return grpc::StatusCode::UNKNOWN;
    case ErrorCode::TimedOut: return grpc::StatusCode::DEADLINE_EXCEEDED;
  }
  std::unreachable();
}

wire::LeaderHint hint_of(const Answered& answered) {
  return {.node = answered.leader, .address = answered.leader_addresses.grpc};
}

grpc::Status status_of(const Error& error, const wire::LeaderHint& leader) {
  v1::Error detail;
  wire::write_error(error, leader, detail);
  const grpc::StatusCode code = grpc_code(error.code);
  return {code, std::string(name(error.code)) + ": " + detail.detail(),
          wire::encode_status_details(code, detail)};
}

}  // namespace pawl::real::api
