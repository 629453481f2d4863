#pragma once
// The simulated hosts: each runs its node, performs its effects on the simulated network and disk, and
// suffers what the nemesis does. A host owes its node nothing that a real one does not owe.
//
//   event -> inbox -> turn: Node::step -> oracles look -> effects: write, send, look up, answer
//                                                         (or some of them, and then the process dies)

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "sim/choice/stream.h"
#include "sim/run/strikes.h"
#include "sim/run/trace.h"
#include "sim/system/system.h"
#include "sim/world/clock.h"
#include "sim/world/disk.h"
#include "sim/world/event_queue.h"
#include "sim/world/network.h"
#include "sim/world/victims.h"

namespace pawl::sim {

/// Who hears from the hosts on the clients' behalf.
template <class S>
class ClientSide {
 public:
  virtual ~ClientSide() = default;
  virtual void replied(HostId host, Answer<S>&& answer) = 0;
  /// The process died: every connection to it is gone.
  virtual void host_died(HostId host) = 0;
};

struct HostCounts {
  std::uint64_t steps = 0;
  std::uint64_t crashes = 0;
  std::uint64_t starts = 0;
  std::uint64_t lost_writes = 0;
  std::uint64_t deaths_between_effects = 0;
};

template <System S>
class Hosts final : public Victims {
 public:
  using Node = typename S::Node;
  using Image = typename S::Image;
  struct Parts {
    const typename S::Plan& plan;
    EventQueue& queue;
    Network<S>& network;
    ChoiceBook& book;
    typename S::Oracles& oracles;
    Trace& trace;
  };

  Hosts(const Parts& parts, ClientSide<S>& clients);

  /// Performs an event of kind Deliver, HangUp, Turn, Wake, DiskDone, DiskLazy, DiskFinds, Start or Resume.
  void happens(const Event& event);
  /// Feeds an input, now or with the node's next turn. The host must be up.
  void feed(HostId host, Input<S>&& input);
  /// One more host, with an empty folder; it is down until somebody starts it.
  HostId add();

  std::uint32_t size() const override { return static_cast<std::uint32_t>(hosts_.size()); }
  bool is_up(HostId host) const override { return at(host).node.has_value(); }
  bool is_paused(HostId host) const override { return at(host).is_paused; }
  std::uint64_t life(HostId host) const override { return at(host).life; }
  bool is_doomed(HostId host) const override { return at(host).doom.has_value(); }
  HostId leader() const override;

  void start(HostId host) override;
  void kill(HostId host, Duration down) override {
    if (is_up(host)) die(at(host), down);
  }
  void doom(HostId host, const Doom& doom) override;
  void pardon(HostId host) override { at(host).doom.reset(); }
  void pause(HostId host, Duration lasts) override;
  void resume(HostId host) override;
  void leave(HostId host) override { feed(host, Leave{}); }
  void jump_clock(HostId host, Duration by) override { at(host).clock.jump_wall(by); }
  void slow_disk(HostId host, std::int64_t factor) override { at(host).disk.set_slow(factor); }
  void hang_disk(HostId host) override { at(host).disk.hang(); }
  void unhang_disk(HostId host) override { at(host).disk.unhang(at(host).life); }
  void wipe(HostId host) override { replace_folder(host, Image{}); }
  void copy_folder(HostId host, HostId from) override { replace_folder(host, Image(folder(from))); }

  /// The host must be up.
  const Node& node(HostId host) const { return *at(host).node; }
  const Image& folder(HostId host) const { return at(host).disk.image(); }
  void replace_folder(HostId host, Image image);
  const HostCounts& counts() const { return counts_; }

 private:
  struct Host {
    Host(HostId host_id, const typename S::Plan& plan, EventQueue& queue, ChoiceBook& book);
    HostId id;
    /// Counts the starts; 0 before the first.
    std::uint64_t life = 0;
    Stream* choices;
    Stream* clock_choices;
    Stream* node_choices;
    Disk<S> disk;
    std::optional<Node> node;
    Standing standing;
    Clock clock;
    std::vector<Input<S>> inbox;
    bool is_turn_planned = false;
    bool is_paused = false;
    /// When the node wants to be woken, and for when the next Wake event is planned.
    SimTime wake_at = kSimNever;
    SimTime wake_planned = kSimNever;
    std::optional<Doom> doom;
  };

  Host& at(HostId host) { return hosts_[host.value - 1]; }
  const Host& at(HostId host) const { return hosts_[host.value - 1]; }
  void turn(Host& host);
  void perform(Host& host, Effects<S>&& effects);
  void perform_partly_and_die(Host& host, Effects<S>&& effects);
  void perform_one(Host& host, Effects<S>& effects, std::size_t which);
  void send(Host& host, Send<S>&& sent);
  void plan(const Host& host, SimTime at, EventKind kind) {
    parts_.queue.plan(at, kind, static_cast<std::uint8_t>(host.id.value), 0, host.life);
  }
  void plan_wake(Host& host, Instant wake_at);
  void wake(Host& host, SimTime at);
  void die(Host& host, Duration down);
  bool is_fitting(const Host& host, const Effects<S>& effects) const;
  bool follows(const Host& host, HostId leader) const;
  static void mark_death(const Effects<S>& effects, std::span<const std::size_t> done);

  Parts parts_;
  ClientSide<S>* clients_;
  std::deque<Host> hosts_;
  HostCounts counts_;
};

template <System S>
Hosts<S>::Host::Host(HostId host_id, const typename S::Plan& plan, EventQueue& queue, ChoiceBook& book)
    : id(host_id),
      choices(&book.stream(fmt::format("host.{}", host_id.value))),
      clock_choices(&book.stream(fmt::format("clock.{}", host_id.value))),
      node_choices(&book.stream(fmt::format("node.{}", host_id.value))),
      disk(plan.disk, host_id, queue, book.stream(fmt::format("disk.{}", host_id.value))) {
  // In a quiet run nodes do not all choose the same.
  node_choices->spread_quiet(host_id.value - 1, plan.hosts);
}

template <System S>
Hosts<S>::Hosts(const Parts& parts, ClientSide<S>& clients) : parts_(parts), clients_(&clients) {
  while (hosts_.size() < parts.plan.hosts) add();
}

template <System S>
HostId Hosts<S>::add() {
  PAWL_CHECK(hosts_.size() < kHostsMax);
  const HostId id{hosts_.size() + 1};
  Host& host = hosts_.emplace_back(id, parts_.plan, parts_.queue, parts_.book);
  const Duration off =
      host.clock_choices->millis("clock.wall", parts_.plan.clock.wall_off_ms, Quiet::Nearest0);
  host.clock.set_wall(parts_.queue.now(), kWallBegin + off);
  return id;
}

template <System S>
void Hosts<S>::happens(const Event& event) {
  Host& host = at(HostId{event.node});
  const bool is_this_life = event.tag == host.life;
  switch (event.kind) {
    case EventKind::Deliver: {
      auto message = parts_.network.take(event.slot);
      PAWL_STRIKES("fault.message-finds-a-dead-node", !host.node && message);
      if (host.node && message) feed(host.id, std::move(*message));
      return;
    }
    case EventKind::HangUp:
      if (!host.node) return;
      PAWL_STRIKES("fault.end-of-a-connection-is-heard-of");
      // Who leads the epoch that this one is in has not died since.
      PAWL_STRIKES("fault.reset-parts-a-follower-from-a-living-leader", follows(host, HostId{event.slot}));
      parts_.trace.tell(parts_.queue.now(), host.id,
                        [&] { return fmt::format("loses its connection to host {}", event.slot); });
      return feed(host.id, HungUp{HostId{event.slot}});
    case EventKind::Turn:
      if (!is_this_life) return;
      host.is_turn_planned = false;
      return turn(host);
    case EventKind::Wake:
      if (is_this_life) wake(host, event.at);
      return;
    case EventKind::DiskDone:
      if (!is_this_life || !host.node) return;
      if (const auto durable = host.disk.done(host.life)) {
        parts_.trace.became_durable(event.at, host.id, *durable);
        parts_.oracles.became_durable(host.id, *durable);
        feed(host.id, Written{*durable});
      }
      return;
    case EventKind::DiskLazy:
      if (is_this_life) host.disk.lazy(host.life);
      return;
    case EventKind::DiskFinds:
      if (!is_this_life || !host.node) return;
      if (auto found = host.disk.find(event.slot)) feed(host.id, std::move(*found));
      return;
    case EventKind::Start:
      if (!host.node && is_this_life) start(host.id);
      return;
    case EventKind::Resume:
      if (is_this_life) resume(host.id);
      return;
    default: PAWL_CHECK(false && "an event that is none of the hosts'");
  }
}

template <System S>
void Hosts<S>::feed(HostId id, Input<S>&& input) {
  Host& host = at(id);
  PAWL_CHECK(host.node.has_value());
  host.inbox.push_back(std::move(input));
  if (host.is_paused || host.is_turn_planned) return;
  // Half of the turns are taken at once, the others gather what else comes in.
  if (!host.choices->chance("host.gather", 500'000)) return turn(host);
  host.is_turn_planned = true;
  const Duration later = host.choices->micros("host.turn_us", parts_.plan.turn_us, Quiet::Least);
  plan(host, parts_.queue.now() + later, EventKind::Turn);
}

template <System S>
void Hosts<S>::turn(Host& host) {
  if (!host.node || host.is_paused) return;
  const SimTime now = parts_.queue.now();
  if (host.wake_at <= now) host.inbox.emplace_back(Woken{});
  if (host.inbox.empty()) return;
  std::vector<Input<S>> inputs;
  inputs.swap(host.inbox);
  PAWL_SOMETIMES("host.many-inputs-are-one-step", inputs.size() > 1);
  const Now shown = host.clock.read(now);
  Effects<S> effects = host.node->step(shown, std::move(inputs), *host.node_choices);
  ++counts_.steps;
  host.standing = S::standing(*host.node);
  parts_.oracles.stepped(
      StepSeen<S>{host.id, host.life, shown, host.clock.undisturbed(now), *host.node, effects});
  PAWL_STRIKES("fault.drift-shows-on-the-clock", shown.monotonic != host.clock.undisturbed(now).monotonic);
  parts_.trace.mix(S::fingerprint(*host.node), effects.count());
  if (parts_.trace.is_told()) S::tell_step(parts_.trace, now, host.id, *host.node, effects);
  plan_wake(host, effects.wake_at);
  if (host.doom && is_fitting(host, effects))
    perform_partly_and_die(host, std::move(effects));
  else
    perform(host, std::move(effects));
}

template <System S>
void Hosts<S>::perform(Host& host, Effects<S>&& effects) {
  if (effects.write) host.disk.write(std::move(*effects.write), host.life);
  for (Send<S>& one : effects.send) send(host, std::move(one));
  for (Lookup<S>& one : effects.lookup) host.disk.look_up(std::move(one), host.life);
  for (Answer<S>& one : effects.answer) clients_->replied(host.id, std::move(one));
}

template <System S>
void Hosts<S>::perform_partly_and_die(Host& host, Effects<S>&& effects) {
  // Effects are independent: a crash finds any subset of them done, in any order.
  const std::size_t total = effects.count();
  std::vector<std::size_t> order(total);
  for (std::size_t i = 0; i < total; ++i) {
    order[i] = i;
    std::swap(order[i], order[host.choices->choose("host.order", i + 1, i)]);
  }
  const std::uint64_t done = host.choices->choose("host.cut", total + 1, total);
  if (done < total) ++counts_.deaths_between_effects;
  mark_death(effects, std::span(order).first(done));
  for (std::uint64_t i = 0; i < done; ++i) perform_one(host, effects, order[i]);
  die(host, host.doom->down);
}

/// `done` are the effects that are performed, as perform_one numbers them.
template <System S>
void Hosts<S>::mark_death(const Effects<S>& effects, std::span<const std::size_t> done) {
  const std::size_t sends = effects.send.size();
  const std::size_t answers = effects.answer.size();
  const auto of = [&](std::size_t from, std::size_t to) {
    return static_cast<std::size_t>(
        std::ranges::count_if(done, [&](std::size_t it) { return it >= from && it < to; }));
  };
  const std::size_t sent = of(0, sends);
  const std::size_t answered = of(sends, sends + answers);
  const bool has_written = effects.write && of(effects.count() - 1, effects.count()) != 0;
  const bool loses_write = effects.write && !has_written;
  PAWL_STRIKES("fault.death-between-effects-loses-a-write-and-sends", loses_write && sent > 0);
  PAWL_STRIKES("fault.death-between-effects-loses-a-write-and-answers", loses_write && answered > 0);
  PAWL_STRIKES("fault.death-between-effects-writes-and-does-not-send", has_written && sent < sends);
  PAWL_STRIKES("fault.death-between-effects-writes-and-does-not-answer", has_written && answered < answers);
  PAWL_STRIKES("fault.death-between-effects-sends-to-some-alone", sent > 0 && sent < sends);
}

template <System S>
void Hosts<S>::perform_one(Host& host, Effects<S>& effects, std::size_t which) {
  if (which < effects.send.size()) return send(host, std::move(effects.send[which]));
  which -= effects.send.size();
  if (which < effects.answer.size()) return clients_->replied(host.id, std::move(effects.answer[which]));
  which -= effects.answer.size();
  if (which < effects.lookup.size()) return host.disk.look_up(std::move(effects.lookup[which]), host.life);
  host.disk.write(std::move(*effects.write), host.life);
}

template <System S>
void Hosts<S>::send(Host& host, Send<S>&& sent) {
  parts_.oracles.leaving(host.id, sent, host.disk.image());
  parts_.network.send(host.id, std::move(sent));
}

template <System S>
void Hosts<S>::plan_wake(Host& host, Instant wake_at) {
  host.wake_at = host.clock.when(wake_at);
  PAWL_STRIKES("fault.drift-moves-a-timer", host.wake_at != kSimNever && host.wake_at > parts_.queue.now() &&
                                                host.clock.undisturbed(host.wake_at).monotonic != wake_at);
  if (host.wake_at >= host.wake_planned) return;
  host.wake_planned = host.wake_at;
  const Duration late = host.choices->micros("host.late", parts_.plan.timer_late_us, Quiet::Least);
  plan(host, host.wake_at + late, EventKind::Wake);
}

template <System S>
void Hosts<S>::wake(Host& host, SimTime at) {
  // An event that was overtaken by an earlier one finds nothing to do.
  if (host.wake_planned > at) return;
  host.wake_planned = kSimNever;
  if (host.wake_at <= at) return turn(host);
  if (host.wake_at == kSimNever) return;
  host.wake_planned = host.wake_at;
  plan(host, host.wake_at, EventKind::Wake);
}

template <System S>
void Hosts<S>::start(HostId id) {
  Host& host = at(id);
  PAWL_CHECK(!host.node);
  ++counts_.starts;
  ++host.life;
  parts_.network.begins(id);
  const SimTime now = parts_.queue.now();
  const std::int64_t drift_max = parts_.plan.clock.drift_ppm_max;
  // One draw a statement: compilers differ in the order in which they evaluate arguments.
  const Instant zero{host.clock_choices->within("clock.zero", {1, 1'000'000'000'000}, Quiet::Least)};
  const std::int64_t drift_ppm =
      host.clock_choices->within("clock.drift", {-drift_max, drift_max}, Quiet::Nearest0);
  host.clock.begin_life(now, zero, drift_ppm);
  host.node.emplace(S::boot({host.id, host.life, host.clock.read(now), host.disk.image(), parts_.plan},
                            *host.node_choices));
  host.standing = S::standing(*host.node);
  parts_.trace.started(now, host.id, host.life);
  parts_.oracles.booted(host.id, host.life, *host.node, host.disk.image());
  host.wake_at = kSimNever;
  host.wake_planned = kSimNever;
  host.inbox.emplace_back(Woken{});
  turn(host);
}

template <System S>
void Hosts<S>::die(Host& host, Duration down) {
  ++counts_.crashes;
  PAWL_STRIKES("fault.death-finds-inputs-waiting", !host.inbox.empty());
  PAWL_STRIKES("fault.death-finds-a-paused-node", host.is_paused);
  host.node.reset();
  parts_.oracles.died(host.id);
  const std::uint64_t given = host.disk.waiting();
  const std::uint64_t lost = host.disk.crash();
  counts_.lost_writes += lost;
  parts_.trace.died(parts_.queue.now(), host.id, {.given = given, .lost = lost});
  host.inbox.clear();
  host.is_turn_planned = false;
  host.is_paused = false;
  host.doom.reset();
  host.standing = {};
  clients_->host_died(host.id);
  for (const Host& peer : hosts_)
    if (peer.id != host.id) parts_.network.hang_up(host.id, peer.id);
  if (down.ns >= 0) plan(host, parts_.queue.now() + down, EventKind::Start);
}

template <System S>
void Hosts<S>::doom(HostId id, const Doom& doom) {
  Host& host = at(id);
  host.doom = doom;
  if (doom.aim == kAimNow) die(host, doom.down);
}

template <System S>
bool Hosts<S>::is_fitting(const Host& host, const Effects<S>& effects) const {
  if (parts_.queue.now() >= host.doom->until) return true;
  PAWL_STRIKES("aim.any-step-fits", host.doom->aim == kAimAnyStep);
  if (host.doom->aim < kAimFirst) return true;
  return S::aims()[host.doom->aim - kAimFirst].fits(*host.node, effects);
}

template <System S>
void Hosts<S>::pause(HostId id, Duration lasts) {
  Host& host = at(id);
  host.is_paused = true;
  plan(host, parts_.queue.now() + lasts, EventKind::Resume);
}

template <System S>
void Hosts<S>::resume(HostId id) {
  Host& host = at(id);
  if (!host.is_paused) return;
  PAWL_STRIKES("fault.paused-node-had-inputs-waiting", !host.inbox.empty());
  PAWL_STRIKES("fault.paused-node-had-a-timer-due", host.wake_at < parts_.queue.now());
  host.is_paused = false;
  turn(host);
}

template <System S>
void Hosts<S>::replace_folder(HostId id, Image image) {
  Host& host = at(id);
  PAWL_CHECK(!host.node);
  host.disk.replace(std::move(image));
}

/// Whether that host is up and leads the epoch that this one is in.
template <System S>
bool Hosts<S>::follows(const Host& host, HostId leader) const {
  const Standing& other = at(leader).standing;
  return is_up(leader) && other.leads && other.epoch == host.standing.epoch;
}

template <System S>
HostId Hosts<S>::leader() const {
  HostId leader = kNoHost;
  std::uint64_t newest = 0;
  for (const Host& host : hosts_) {
    if (!host.standing.leads || host.standing.epoch < newest) continue;
    newest = host.standing.epoch;
    leader = host.id;
  }
  return leader;
}

}  // namespace pawl::sim
