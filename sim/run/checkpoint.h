#pragma once
// What tells one run from another at a moment. The trace's hash rolls over all that happened and is made in
// every run; what hosts hold, what is on its way and what was chosen are hashed whole, every so many events,
// and go into the trace's hash then. Two runs that part do so in one of these four first.

#include <cstdint>
#include <functional>

#include "core/base/digest.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

/// So often a checkpoint goes into the hash of a run, whoever listens.
inline constexpr std::uint64_t kCheckpointEvents = 1'000;

struct Checkpoint {
  /// How many events have happened, and the last of them.
  std::uint64_t events = 0;
  Event last;
  /// Over times, events and the state of each host after each of its steps.
  Digest trace;
  /// What every node is and every folder holds.
  Digest states;
  /// The messages that are on their way or held back, and what they say.
  Digest messages;
  /// How often each stream was asked under which label; with the seed or the list it says every choice.
  Digest choices;
};

/// Who wants to see checkpoints, and which: one after each event from `first` to `last`, or, if there is no
/// such span, those that go into the hash and one at the end.
struct CheckpointSink {
  std::function<void(const Checkpoint&)> take;
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  bool wants(std::uint64_t events) const {
    if (!take) return false;
    return last == 0 ? events % kCheckpointEvents == 0 : events >= first && events <= last;
  }
  bool wants_end() const { return take && last == 0; }
};

}  // namespace pawl::sim
