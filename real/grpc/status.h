#pragma once
// Core errors as gRPC statuses. UNAVAILABLE only stands where nothing happened, because gRPC's own retries
// take it as leave to send a call again.

#include <grpcpp/support/status.h>

#include "core/base/error.h"
#include "core/wire/api.h"
#include "real/edge.h"

namespace pawl::real::api {

grpc::StatusCode grpc_code(ErrorCode code);

/// Who leads, as an answer tells it.
wire::LeaderHint hint_of(const Answered& answered);

/// The status with a pawl.v1.Error in its details.
grpc::Status status_of(const Error& error, const wire::LeaderHint& leader);

}  // namespace pawl::real::api
