#pragma once
// Everything that one run is, drawn from a scenario by its seed: how large the cluster is, how its network,
// disks and clocks behave, who asks for what, which faults come when, and what is expected of it.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/node/node.h"
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
  /// Every life of a node has a monotonic clock that drifts by so many parts in a million either way.
  std::int64_t drift_ppm_max = 0;
  /// The wall clocks are off by so much at first.
  Range wall_off_ms{0, 0};
};

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

struct ClientPlan {
  Script script = Script::Next;
  std::uint32_t count = 1;
  std::uint32_t sequences = 1;
  Range think_us{1'000, 50'000};
  std::uint64_t forward_ppm = 300'000;
  Range late_ms{500, 5'000};
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

/// Between which effects of a step a node dies.
enum class Aim : std::uint8_t { Now, AnyStep, Vote, Ack, Hard, Append, Leading, Reply };
inline constexpr int kAimCount = 8;
std::string_view name_of(Aim aim);

struct FaultPlan {
  FaultKind kind = FaultKind::Crash;
  /// The how-manieth of its kind in the file, from 1.
  std::uint32_t place = 1;
  Range every_ms{1'000, 4'000};
  Range lasts_ms{100, 1'500};
  /// Wall clock jumps, either way.
  Range jump_ms{0, 0};
  /// Crashes: the aims to draw from; empty: all.
  std::vector<Aim> aims;
  /// Syncs take so many times as long.
  std::int64_t slow_factor = 20;
  std::uint64_t loss_ppm = 300'000;
};

struct SpanPlan {
  /// Quiet before the first fault.
  Duration warmup = seconds(1);
  Duration faults = seconds(15);
  /// Serving again and standing equal must come within so many election timeouts each.
  std::int64_t recover_timeouts = 10;
  std::int64_t converge_timeouts = 50;
  /// Runs in which a minority stays away until the others serve again.
  std::uint64_t minority_away_ppm = 250'000;
};

/// The floor against emptiness: a run below it proves nothing.
struct ExpectPlan {
  std::uint64_t acknowledged_min = 1;
  std::uint64_t leaders_min = 1;
  std::uint64_t replays_min = 0;
  std::uint64_t reads_min = 0;
  std::uint64_t expired_min = 0;
  std::uint64_t exhausted_min = 0;
  std::uint64_t compactions_min = 0;
  /// Every fault of the run has happened at least this often.
  std::uint64_t faults_min = 1;
  /// Nobody but the first leader led: for runs without faults.
  bool one_leader_only = false;
};

struct Plan {
  std::string scenario;
  std::uint32_t nodes = 3;
  /// `self` and `life` are set for each node and life.
  node::Options options;
  Range turn_us{0, 300};
  Range timer_late_us{0, 1'000};
  NetworkPlan network;
  DiskPlan disk;
  ClockPlan clock;
  std::vector<ClientPlan> clients;
  std::vector<FaultPlan> faults;
  SpanPlan span;
  ExpectPlan expect;
};

}  // namespace pawl::sim
