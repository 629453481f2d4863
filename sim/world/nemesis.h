#pragma once
// The nemesis: does to the hosts what the plan's faults say, each fault from its own stream of choices, and
// counts what really happened.

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/choice/stream.h"
#include "sim/run/trace.h"
#include "sim/scenario/plan.h"
#include "sim/world/links.h"
#include "sim/world/victims.h"

namespace pawl::sim {

/// How a minority stays away while the others must serve again.
enum class Absence : std::uint8_t {
  Down,  ///< not running
  Deaf,  ///< hears nobody, is heard by all
  Mute,  ///< hears all, is heard by nobody
  Cut,   ///< neither
  // It takes part, as well as it can:
  OneWay,  ///< it hears all, and is heard by all but one
  Slow,    ///< its disk takes so long that the others need not wait for it
  Stale,   ///< its calendar is an hour behind
};
inline constexpr int kAbsenceCount = 7;

/// A fault of the plan that happened.
struct Occurrence {
  FaultKind kind = FaultKind::Crash;
  HostId host;
  SimTime began;
  SimTime ended = kSimNever;
};

class Nemesis {
 public:
  struct Parts {
    const std::vector<FaultPlan>& faults;
    EventQueue& queue;
    Links& links;
    Victims& hosts;
    ChoiceBook& book;
    Trace& trace;
  };
  explicit Nemesis(const Parts& parts);

  /// From now on faults come.
  void begin();
  /// Performs an event of kind FaultBegins or FaultEnds.
  void happens(const Event& event);
  /// No more faults; all that stands is healed, every host starts again, and links are perfect. Only the
  /// hosts of `away` stay as `how` says, until come_back().
  void end(const std::vector<HostId>& away, Absence how);
  void come_back();

  /// Whether clients cannot reach the host.
  bool is_hidden(HostId host) const { return hidden_[host.value] != 0; }
  /// How often the plan's fault number `index` really happened.
  std::uint64_t occurrences(std::size_t index) const { return actors_[index].occurrences; }
  /// All that happened, in order; crash loops apart.
  const std::vector<Occurrence>& story() const { return story_; }

 private:
  using Link = std::pair<HostId, HostId>;
  /// One fault of the plan and what of it stands now.
  struct Actor {
    const FaultPlan* plan = nullptr;
    Stream* choices = nullptr;
    std::uint64_t occurrences = 0;
    bool stands = false;
    HostId host;
    /// Of one that leaves: the life that ends with it, and whether it led.
    std::uint64_t life = 0;
    bool did_lead = false;
    std::vector<Link> links;
    std::uint32_t crashes_left = 0;
    /// Its place in the story.
    std::size_t occurrence = 0;
  };

  void strike(std::uint32_t index);
  void heal(Actor& actor);
  void end_leaving(const Actor& actor);
  void plan_next(std::uint32_t index, Duration after);

  bool cut_halves(Actor& actor);
  bool cut_one_way(Actor& actor);
  bool isolate_leader(Actor& actor);
  bool crash(Actor& actor, HostId host, Duration down);
  bool crash_loop(std::uint32_t index);
  bool crash_all(Actor& actor, Duration down);
  bool disturb_disk(Actor& actor);
  bool reset_connections(Actor& actor);
  bool jump(Actor& actor);
  bool strike_host(Actor& actor, Duration lasts);
  void cut(Actor& actor, HostId from, HostId to, Cut why);
  void begin_absence(HostId host, Absence how);
  void end_absence(HostId host);
  void cut_off(HostId host, Absence how);
  void cut_away(HostId from, HostId to);
  HostId any_host(Actor& actor);

  Parts parts_;
  std::vector<Actor> actors_;
  std::vector<Occurrence> story_;
  std::array<std::uint32_t, kHostsMax + 1> hidden_{};
  bool is_over_ = false;
  std::vector<HostId> away_;
  Absence how_away_ = Absence::Down;
  std::vector<Link> away_links_;
};

}  // namespace pawl::sim
