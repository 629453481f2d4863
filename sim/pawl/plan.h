#pragma once
// What a run of pawl is, beside what every run is: the nodes' options, and clients with their scripts.

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/node/node.h"
#include "sim/scenario/plan.h"

namespace pawl::sim {

/// A script that a client runs; sim/pawl/client/scripts.cc tells each as a story.
enum class Script : std::uint8_t {
  Next,       ///< next and reserve with idempotency keys
  Raw,        ///< next without keys
  Reader,     ///< reads, and lists
  Lifecycle,  ///< create, use, delete
  Bounded,    ///< a sequence with an end, up to exhaustion and beyond
  Cycling,    ///< a sequence that begins again
  LateRetry,  ///< old keys again: the identical answer, or expired
  Misuse,     ///< requests that must be refused
};
inline constexpr int kScriptCount = 8;

struct ClientPlan : ClientPlanBase {
  Script script = Script::Next;
  std::uint32_t sequences = 1;
  std::uint64_t forward_ppm = 300'000;
  Range late_ms{500, 5'000};
};

struct Plan : RunPlan {
  /// `self` and `life` are set for each host and life.
  node::Options options;
  std::vector<ClientPlan> clients;
};

}  // namespace pawl::sim
