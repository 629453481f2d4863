#pragma once
// What every run is, drawn from a scenario by its seed: how many hosts there are, how network, disks and
// clocks behave, which faults come when, and what is expected. A system's own plan derives from this one.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "sim/choice/stream.h"

namespace pawl::sim {

struct NetworkPlan {
  Range delay_us{200, 2'000};
  std::uint64_t loss_ppm = 0;
  std::uint64_t duplicate_ppm = 0;
  /// Messages that take a detour of `straggle_ms` and so meet other terms and other lives.
  std::uint64_t straggle_ppm = 0;
  Range straggle_ms{50, 3'000};
  /// Messages over a cut link that wait until it is whole again; the others are lost.
  std::uint64_t held_ppm = 0;
  /// Messages that are encoded and decoded on their way.
  std::uint64_t wire_round_trip_ppm = 0;
  /// Requests and replies of clients that are lost.
  std::uint64_t client_loss_ppm = 0;
  /// Requests of clients that take a detour of `straggle_ms`, and those that also come a second time, after
  /// one, if that does no harm.
  std::uint64_t client_straggle_ppm = 0;
  std::uint64_t client_duplicate_ppm = 0;
  /// Ends of connections that the other side learns of.
  std::uint64_t hang_up_ppm = 700'000;
};

struct DiskPlan {
  Range sync_us{100, 1'000};
  /// Syncs that take `stall_ms` for no reason.
  std::uint64_t stall_ppm = 0;
  Range stall_ms{20, 200};
  /// How long the host sits on a write that nobody waits for.
  Range lazy_ms{1, 500};
};

struct ClockPlan {
  /// Every life of a host has a monotonic clock that drifts by so many parts in a million either way.
  std::int64_t drift_ppm_max = 0;
  /// The wall clocks are off by so much at first.
  Range wall_off_ms{0, 0};
};

/// Clients of one kind; a system's own derives from it.
struct ClientPlanBase {
  std::uint32_t count = 1;
  /// Of how many clients the names are kept free, so that no count shifts the names of those behind them.
  std::uint32_t places = 0;
  Range think_us{1'000, 50'000};
};

enum class FaultKind : std::uint8_t {
  Partition,
  OneWay,
  IsolateLeader,
  Crash,
  KillLeader,
  CrashLoop,
  CrashAll,
  Pause,
  SlowDisk,
  HungDisk,
  ClockJump,
  LossBurst,
  ClientsCut,
  Retire,
  Reset,
};
inline constexpr int kFaultKindCount = 15;
std::string_view name_of(FaultKind kind);

struct FaultPlan {
  FaultKind kind = FaultKind::Crash;
  /// The how-manieth of its kind in the file, from 1.
  std::uint32_t place = 1;
  Range every_ms{1'000, 4'000};
  Range lasts_ms{100, 1'500};
  /// Wall clock jumps, either way.
  Range jump_ms{0, 0};
  /// Crashes: the aims to draw from, by their numbers (sim/world/victims.h); never empty.
  std::vector<std::uint32_t> aims{0};
  /// Syncs take so many times as long.
  std::int64_t slow_factor = 20;
  std::uint64_t loss_ppm = 300'000;
};

struct SpanPlan {
  /// Quiet before the first fault.
  Duration warmup = seconds(1);
  Duration faults = seconds(15);
  /// After the faults, serving again and standing equal must come within so long.
  Duration recover = seconds(3);
  Duration converge = seconds(15);
  /// Runs in which a minority stays away until the others serve again.
  std::uint64_t minority_away_ppm = 250'000;
};

/// A run in which the figure of that name stays below this proves nothing.
struct FloorPlan {
  /// As the figures call it; lives as long as the program.
  std::string_view figure;
  std::uint64_t at_least = 0;
};

struct ExpectPlan {
  std::vector<FloorPlan> floors;
  /// Every fault of the run has happened at least this often.
  std::uint64_t faults_min = 1;
  /// Nobody but the first leader led: for runs without faults.
  bool one_leader_only = false;
  /// Service levels (see sim/pawl/scenario.proto); 0: not judged.
  std::int64_t first_ack_timeouts = 0;
  std::int64_t quickest_ack_percent = 0;
  std::int64_t hand_over_percent = 0;
  std::int64_t quiet_p99_percent = 0;
};

struct RunPlan {
  std::string scenario;
  std::uint32_t hosts = 3;
  /// A host waits so long for more inputs before it takes a step.
  Range turn_us{0, 300};
  Range timer_late_us{0, 1'000};
  NetworkPlan network;
  DiskPlan disk;
  ClockPlan clock;
  std::vector<FaultPlan> faults;
  SpanPlan span;
  ExpectPlan expect;
};

}  // namespace pawl::sim
