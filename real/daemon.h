#pragma once
// A whole node, from its configuration to its end: folder, store, host, peers, edges, in the order in which
// each needs the one before.

#include <expected>

#include "real/config.h"
#include "real/failure.h"

namespace pawl::real {

/// Runs the node until SIGTERM or SIGINT, and returns when it has left in peace. Errors: it could not start.
/// A disk that fails later ends the process with kExitDisk at once.
std::expected<void, Failure> run_daemon(const Config& config);

}  // namespace pawl::real
