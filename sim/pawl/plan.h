#pragma once
// What a run of pawl is, beside what every run is: the nodes' options, and clients with their scripts.

#include <cstdint>
#include <string>
#include <vector>

#include "core/node/node.h"
#include "sim/pawl/beginning.h"
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
  Lister,     ///< names come and go, and listings are walked through page by page
  FreeKeys,   ///< keys without a time inside, until there is no room for them
  OddKeys,    ///< keys whose time lies ahead or far behind, or that are no UUIDv7 at all
  Malformed,  ///< what core/client would not send, and what is just within the limits
};
inline constexpr int kScriptCount = 12;

/// Whether it uses keys again that the cluster may have forgotten without knowing their age.
constexpr bool forgets_keys(Script script) { return script == Script::FreeKeys || script == Script::OddKeys; }

/// The name of a group's sequence.
std::string sequence_name(std::uint32_t group, std::uint64_t number);

struct ClientPlan : ClientPlanBase {
  Script script = Script::Next;
  std::uint32_t sequences = 1;
  std::uint64_t forward_ppm = 300'000;
  Range late_ms{500, 5'000};
  Range wall_off_ms{-20, 20};
  /// Calls during which the client dies, to come back as another that knows nothing of them.
  std::uint64_t death_ppm = 0;
};

struct Plan : RunPlan {
  /// `self` and `life` are set for each host and life.
  node::Options options;
  /// Everything that nodes say and write goes through its bytes, as in a real host, which remembers so many
  /// bytes of entries.
  bool goes_through_bytes = false;
  std::uint64_t cached_bytes_max = 1U << 20U;
  std::vector<ClientPlan> clients;
  Beginning beginning;
};

}  // namespace pawl::sim
