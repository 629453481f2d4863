#pragma once
// The hosts as the nemesis sees them: what can be done to them, and just enough of what they are to aim at.

#include <cstdint>
#include <string_view>

#include "core/base/time.h"
#include "sim/system/system.h"
#include "sim/world/event_queue.h"

namespace pawl::sim {

/// The number of an aim: kAimNow and kAimAnyStep are everybody's, the others the system's in the order of
/// S::aims().
using Aim = std::uint32_t;
inline constexpr Aim kAimNow = 0;
inline constexpr Aim kAimAnyStep = 1;
inline constexpr Aim kAimFirst = 2;

/// A death sentence: the process dies between two effects of the first step that `aim` fits.
struct Doom {
  Aim aim = kAimNow;
  /// Then it starts again.
  Duration down;
  /// It dies then at the latest.
  SimTime until;
};

class Victims {
 public:
  virtual ~Victims() = default;

  virtual std::uint32_t size() const = 0;
  virtual bool is_up(HostId host) const = 0;
  virtual bool is_paused(HostId host) const = 0;
  /// Counts the starts.
  virtual std::uint64_t life(HostId host) const = 0;
  virtual bool is_doomed(HostId host) const = 0;
  /// Whoever leads the newest epoch; kNoHost if nobody does.
  virtual HostId leader() const = 0;

  virtual void start(HostId host) = 0;
  /// Dies now; starts again after `down`, or, if that is below zero, when somebody starts it.
  virtual void kill(HostId host, Duration down) = 0;
  virtual void doom(HostId host, const Doom& doom) = 0;
  /// It need not die.
  virtual void pardon(HostId host) = 0;
  virtual void pause(HostId host, Duration lasts) = 0;
  virtual void resume(HostId host) = 0;
  virtual void leave(HostId host) = 0;
  virtual void jump_clock(HostId host, Duration by) = 0;
  virtual void slow_disk(HostId host, std::int64_t factor) = 0;
  virtual void hang_disk(HostId host) = 0;
  virtual void unhang_disk(HostId host) = 0;
  /// The folder is lost. Only while the host is down.
  virtual void wipe(HostId host) = 0;
  /// The folder of `host` becomes a copy of that of `from`, as it stands on its disk now. Only while `host`
  /// is down.
  virtual void copy_folder(HostId host, HostId from) = 0;
};

}  // namespace pawl::sim
