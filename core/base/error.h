#pragma once
// What can go wrong for a caller. A code exists only if somebody reacts to it; its certainty is decided here,
// once.

#include <cstdint>
#include <string>
#include <string_view>

namespace pawl {

/// What an error says about the request's effect. Recorders write `:fail` or `:info` by it, clients retry by
/// it.
enum class Certainty : std::uint8_t { DidNotHappen, MayHaveHappened };

enum class ErrorCode : std::uint8_t {
  InvalidArgument,  ///< the request can never succeed as it stands
  NotFound,         ///< no sequence of that name
  AlreadyExists,    ///< a sequence of that name exists with other parameters
  Exhausted,        ///< fewer values are left than were asked for; nothing was allocated
  KeyReused,        ///< the idempotency key was used for another request
  KeyExpired,       ///< the idempotency key is older than what is remembered; nothing was allocated
  KeyFromFuture,    ///< the time inside the idempotency key lies ahead of the cluster's clock
  KeysFull,         ///< no room to remember another idempotency key before an older one may be forgotten
  NotLeader,        ///< this node does not lead; try the one that is hinted
  Overloaded,       ///< refused before anything was done; try later
  ShuttingDown,     ///< this node is leaving; try another
  LeadershipLost,   ///< the leader changed while the request was under way
  TimedOut,         ///< no answer in time
};
inline constexpr int kErrorCodeCount = 13;

struct Error {
  ErrorCode code;
  /// For people: what is wrong and what to do. Decides nothing.
  std::string detail;
  bool operator==(const Error&) const = default;
};

/// Whether a request answered with this code may have taken effect, now or later.
Certainty certainty(ErrorCode code);

/// The code in lower case with dashes, as it is printed and sent: `not-leader`.
std::string_view name(ErrorCode code);

}  // namespace pawl
