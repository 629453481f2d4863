#pragma once
// `pawl status`: how each node stands, as it says itself.

#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/wire/pawl.pb.h"
#include "real/cli/flags.h"

namespace pawl::real::cli {

/// What one node said, or why it said nothing.
struct NodeAnswer {
  std::string endpoint;
  bool has_answered = false;
  v1::StatusReply status;
  std::string trouble;
};

/// Asks all at once and waits at most `timeout`.
std::vector<NodeAnswer> ask_status(const std::vector<std::string>& endpoints, Duration timeout);

/// Who leads: the node that says so of itself in the highest term; 0 if none does.
std::uint64_t leader_of(const std::vector<NodeAnswer>& answers);

std::string render_status(Format format, const std::vector<NodeAnswer>& answers);

}  // namespace pawl::real::cli
