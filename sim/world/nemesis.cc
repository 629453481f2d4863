#include "sim/world/nemesis.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/run/strikes.h"

namespace pawl::sim {

std::string_view name_of(FaultKind kind) {
  static constexpr std::array<std::string_view, kFaultKindCount> kNames{
      "partition",  "one-way",    "isolate-leader", "crash",     "kill-leader",
      "crash-loop", "crash-all",  "pause",          "slow-disk", "hung-disk",
      "clock-jump", "loss-burst", "clients-cut",    "retire",    "reset"};
  return kNames[static_cast<std::size_t>(kind)];
}

Nemesis::Nemesis(const Parts& parts) : parts_(parts) {
  for (const FaultPlan& plan : parts.faults) {
    // A stream for each fault of the file, whether or not this run has those before it.
    Stream& choices = parts.book.stream(fmt::format("fault.{}.{}", name_of(plan.kind), plan.place));
    Actor& actor = actors_.emplace_back();
    actor.plan = &plan;
    actor.choices = &choices;
  }
}

void Nemesis::begin() {
  for (std::uint32_t i = 0; i < actors_.size(); ++i) {
    const Range every = actors_[i].plan->every_ms;
    plan_next(i, actors_[i].choices->millis("fault.first", {0, every.max}, Quiet::Most));
  }
}

void Nemesis::plan_next(std::uint32_t index, Duration after) {
  parts_.queue.plan_in(after, EventKind::FaultBegins, 0, index, 0);
}

void Nemesis::happens(const Event& event) {
  if (is_over_) return;
  Actor& actor = actors_[event.slot];
  if (event.kind == EventKind::FaultBegins) return strike(event.slot);
  heal(actor);
  plan_next(event.slot, actor.choices->millis("fault.every", actor.plan->every_ms, Quiet::Most));
}

void Nemesis::strike(std::uint32_t index) {
  Actor& actor = actors_[index];
  if (actor.plan->kind == FaultKind::CrashLoop) {
    if (crash_loop(index)) return;
    return plan_next(index, actor.choices->millis("fault.every", actor.plan->every_ms, Quiet::Most));
  }
  const Duration lasts = actor.choices->millis("fault.lasts", actor.plan->lasts_ms, Quiet::Least);
  bool happened = false;
  switch (actor.plan->kind) {
    case FaultKind::Partition: happened = cut_halves(actor); break;
    case FaultKind::OneWay: happened = cut_one_way(actor); break;
    case FaultKind::IsolateLeader: happened = isolate_leader(actor); break;
    case FaultKind::Crash: happened = crash(actor, any_host(actor), lasts); break;
    case FaultKind::KillLeader: happened = crash(actor, parts_.hosts.leader(), lasts); break;
    case FaultKind::CrashAll: happened = crash_all(actor, lasts); break;
    case FaultKind::SlowDisk:
    case FaultKind::HungDisk: happened = disturb_disk(actor); break;
    case FaultKind::ClockJump: happened = jump(actor); break;
    case FaultKind::LossBurst:
      parts_.links.add_loss(actor.plan->loss_ppm);
      happened = true;
      break;
    case FaultKind::Pause:
    case FaultKind::ClientsCut:
    case FaultKind::Retire: happened = strike_host(actor, lasts); break;
    case FaultKind::Reset: happened = reset_connections(actor); break;
    case FaultKind::CrashLoop: break;
  }
  if (happened) ++actor.occurrences;
  actor.stands = happened;
  // There was nobody to strike: try again soon.
  if (!happened) return plan_next(index, actor.choices->millis("fault.again", {10, 200}, Quiet::Most));
  actor.occurrence = story_.size();
  story_.push_back({actor.plan->kind, actor.host, parts_.queue.now()});
  parts_.trace.fault_began(parts_.queue.now(), index, actor.host, name_of(actor.plan->kind), lasts);
  parts_.queue.plan_in(lasts, EventKind::FaultEnds, 0, index, 0);
}

void Nemesis::heal(Actor& actor) {
  if (!actor.stands) return;
  actor.stands = false;
  story_[actor.occurrence].ended = parts_.queue.now();
  for (const Link& link : actor.links) parts_.links.heal(link.first, link.second);
  actor.links.clear();
  switch (actor.plan->kind) {
    case FaultKind::SlowDisk: parts_.hosts.slow_disk(actor.host, 1); break;
    case FaultKind::HungDisk: parts_.hosts.unhang_disk(actor.host); break;
    case FaultKind::LossBurst: parts_.links.remove_loss(actor.plan->loss_ppm); break;
    case FaultKind::ClientsCut: --hidden_[actor.host.value]; break;
    case FaultKind::Retire: end_leaving(actor); break;
    default: break;
  }
  const auto index = static_cast<std::uint64_t>(&actor - actors_.data());
  parts_.trace.fault_ended(parts_.queue.now(), index, actor.host, name_of(actor.plan->kind));
}

void Nemesis::end_leaving(const Actor& actor) {
  if (!parts_.hosts.is_up(actor.host) || parts_.hosts.life(actor.host) != actor.life) return;
  const bool leads = parts_.hosts.leader() == actor.host;
  PAWL_STRIKES("fault.leader-that-leaves-has-handed-over", actor.did_lead && !leads);
  PAWL_STRIKES("fault.leader-that-leaves-could-not-hand-over", actor.did_lead && leads);
  parts_.hosts.kill(actor.host, milliseconds(50));
}

void Nemesis::end(const std::vector<HostId>& away, Absence how) {
  is_over_ = true;
  away_ = away;
  how_away_ = how;
  for (Actor& actor : actors_) heal(actor);
  parts_.links.become_perfect();
  for (std::uint64_t n = 1; n <= parts_.hosts.size(); ++n) {
    const HostId host{n};
    parts_.hosts.pardon(host);
    const bool is_away = std::find(away.begin(), away.end(), host) != away.end();
    if (is_away && how == Absence::Down) {
      parts_.hosts.kill(host, nanoseconds(-1));
      continue;
    }
    if (!parts_.hosts.is_up(host)) parts_.hosts.start(host);
    if (parts_.hosts.is_paused(host)) parts_.hosts.resume(host);
    if (is_away) begin_absence(host, how);
  }
}

namespace {
constexpr std::int64_t kSlowForEver = 100;
constexpr Duration kStaleBy = seconds(3600);
}  // namespace

void Nemesis::begin_absence(HostId host, Absence how) {
  switch (how) {
    case Absence::OneWay: return cut_away(host, HostId{1 + host.value % parts_.hosts.size()});
    case Absence::Slow: return parts_.hosts.slow_disk(host, kSlowForEver);
    case Absence::Stale: return parts_.hosts.jump_clock(host, nanoseconds(0) - kStaleBy);
    default: return cut_off(host, how);
  }
}

void Nemesis::end_absence(HostId host) {
  PAWL_SOMETIMES("nemesis.a-link-stays-cut-while-others-serve", how_away_ == Absence::OneWay);
  PAWL_SOMETIMES("nemesis.a-disk-stays-slow-while-others-serve", how_away_ == Absence::Slow);
  PAWL_SOMETIMES("nemesis.a-calendar-stays-stale-while-others-serve", how_away_ == Absence::Stale);
  if (how_away_ == Absence::Slow) parts_.hosts.slow_disk(host, 1);
  if (how_away_ == Absence::Stale) parts_.hosts.jump_clock(host, kStaleBy);
  if (!parts_.hosts.is_up(host)) parts_.hosts.start(host);
}

void Nemesis::cut_off(HostId host, Absence how) {
  for (std::uint64_t n = 1; n <= parts_.hosts.size(); ++n) {
    const HostId peer{n};
    if (peer == host) continue;
    if (how != Absence::Mute) cut_away(peer, host);
    if (how != Absence::Deaf) cut_away(host, peer);
  }
}

void Nemesis::cut_away(HostId from, HostId to) {
  parts_.links.cut(from, to, Cut::Absence);
  away_links_.emplace_back(from, to);
}

void Nemesis::come_back() {
  for (const Link& link : away_links_)
    PAWL_STRIKES("fault.minority-is-cut-off-while-others-serve",
                 parts_.links.is_cut(link.first, link.second) && parts_.hosts.is_up(link.first) &&
                     parts_.hosts.is_up(link.second));
  for (const HostId host : away_)
    PAWL_STRIKES("fault.minority-is-down-while-others-serve", !parts_.hosts.is_up(host));
  for (const Link& link : away_links_) parts_.links.heal(link.first, link.second);
  away_links_.clear();
  for (const HostId host : away_) end_absence(host);
}

void Nemesis::cut(Actor& actor, HostId from, HostId to, Cut why) {
  parts_.links.cut(from, to, why);
  actor.links.emplace_back(from, to);
}

HostId Nemesis::any_host(Actor& actor) {
  return HostId{1 + actor.choices->choose("fault.node", parts_.hosts.size())};
}

bool Nemesis::cut_halves(Actor& actor) {
  const std::uint32_t size = parts_.hosts.size();
  if (size < 2) return false;
  // Every split but "all on one side" is as likely.
  const std::uint64_t sides = 1 + actor.choices->choose("fault.sides", (std::uint64_t{1} << (size - 1)) - 1);
  for (std::uint64_t a = 1; a <= size; ++a)
    for (std::uint64_t b = 1; b <= size; ++b)
      if (((sides >> (a - 1)) & 1U) != ((sides >> (b - 1)) & 1U))
        cut(actor, HostId{a}, HostId{b}, Cut::Partition);
  actor.host = kNoHost;
  return true;
}

bool Nemesis::cut_one_way(Actor& actor) {
  const std::uint32_t size = parts_.hosts.size();
  if (size < 2) return false;
  // One node that is not heard, one that does not hear, or a single link.
  const std::uint64_t way = actor.choices->choose("fault.way", 3);
  actor.host = any_host(actor);
  const HostId other{1 + (actor.host.value + actor.choices->choose("fault.other", size - 1)) % size};
  for (std::uint64_t n = 1; n <= size; ++n) {
    const HostId peer{n};
    if (peer == actor.host || (way == 2 && peer != other)) continue;
    if (way == 0)
      cut(actor, peer, actor.host, Cut::OneWay);
    else
      cut(actor, actor.host, peer, Cut::OneWay);
  }
  return true;
}

bool Nemesis::isolate_leader(Actor& actor) {
  const HostId leader = parts_.hosts.leader();
  if (leader == kNoHost || parts_.hosts.size() < 2) return false;
  actor.host = leader;
  const std::uint64_t way = actor.choices->choose("fault.way", 3);
  for (std::uint64_t n = 1; n <= parts_.hosts.size(); ++n) {
    if (HostId{n} == leader) continue;
    if (way != 1) cut(actor, HostId{n}, leader, Cut::Isolation);
    if (way != 2) cut(actor, leader, HostId{n}, Cut::Isolation);
  }
  return true;
}

bool Nemesis::crash(Actor& actor, HostId host, Duration down) {
  actor.host = host;
  if (host == kNoHost || !parts_.hosts.is_up(host) || parts_.hosts.is_doomed(host)) return false;
  const Aim aim = actor.plan->aims[actor.choices->choose("fault.aim", actor.plan->aims.size())];
  const Duration patience =
      milliseconds(1 + static_cast<std::int64_t>(actor.choices->choose("fault.patience", 2000)));
  parts_.hosts.doom(host, {aim, down, parts_.queue.now() + patience});
  return true;
}

bool Nemesis::crash_loop(std::uint32_t index) {
  Actor& actor = actors_[index];
  if (actor.crashes_left == 0) {
    actor.host = any_host(actor);
    actor.crashes_left = 3 + static_cast<std::uint32_t>(actor.choices->choose("fault.loop", 6));
    ++actor.occurrences;
  }
  --actor.crashes_left;
  const Duration down = actor.choices->millis("fault.down", {1, 100}, Quiet::Least);
  crash(actor, actor.host, down);
  if (actor.crashes_left == 0) return false;
  plan_next(index, down + actor.choices->millis("fault.up", {1, 600}, Quiet::Most));
  return true;
}

bool Nemesis::crash_all(Actor& actor, Duration down) {
  std::uint32_t up_count = 0;
  for (std::uint64_t n = 1; n <= parts_.hosts.size(); ++n) up_count += parts_.hosts.is_up(HostId{n}) ? 1 : 0;
  PAWL_STRIKES("fault.all-nodes-die-at-once", up_count == parts_.hosts.size());
  for (std::uint64_t n = 1; n <= parts_.hosts.size(); ++n) {
    // They come back one after another.
    const Duration apart = actor.choices->millis("fault.apart", {0, 300}, Quiet::Least);
    parts_.hosts.kill(HostId{n}, down + apart);
  }
  std::uint32_t left_count = 0;
  for (std::uint64_t n = 1; n <= parts_.hosts.size(); ++n)
    left_count += parts_.hosts.is_up(HostId{n}) ? 1 : 0;
  PAWL_SOMETIMES("nemesis.all-nodes-are-down", up_count == parts_.hosts.size() && left_count == 0);
  actor.host = kNoHost;
  return true;
}

bool Nemesis::disturb_disk(Actor& actor) {
  actor.host = any_host(actor);
  if (actor.plan->kind == FaultKind::SlowDisk)
    parts_.hosts.slow_disk(actor.host, actor.plan->slow_factor);
  else
    parts_.hosts.hang_disk(actor.host);
  return true;
}

/// Both ends of every connection of one node, often the leader, believe that the other one is gone.
bool Nemesis::reset_connections(Actor& actor) {
  actor.host = any_host(actor);
  const HostId leader = parts_.hosts.leader();
  if (leader != kNoHost && actor.choices->chance("fault.leader", 500'000)) actor.host = leader;
  for (std::uint64_t n = 1; n <= parts_.hosts.size(); ++n) {
    if (HostId{n} == actor.host) continue;
    parts_.links.hang_up(actor.host, HostId{n});
    parts_.links.hang_up(HostId{n}, actor.host);
  }
  return true;
}

bool Nemesis::jump(Actor& actor) {
  actor.host = any_host(actor);
  parts_.hosts.jump_clock(actor.host,
                          actor.choices->millis("fault.jump", actor.plan->jump_ms, Quiet::Nearest0));
  return true;
}

bool Nemesis::strike_host(Actor& actor, Duration lasts) {
  actor.host = any_host(actor);
  if (actor.plan->kind == FaultKind::ClientsCut) {
    ++hidden_[actor.host.value];
    return true;
  }
  if (!parts_.hosts.is_up(actor.host) || parts_.hosts.is_paused(actor.host)) return false;
  if (actor.plan->kind == FaultKind::Pause) {
    parts_.hosts.pause(actor.host, lasts);
    return true;
  }
  // The leader leaves: a follower that does has little to hand over.
  if (const HostId leader = parts_.hosts.leader(); leader != kNoHost && !parts_.hosts.is_paused(leader))
    actor.host = leader;
  // It hands over for as long as the fault lasts, and then ends, whether it could or not.
  actor.did_lead = parts_.hosts.leader() == actor.host;
  actor.life = parts_.hosts.life(actor.host);
  parts_.hosts.leave(actor.host);
  return true;
}

}  // namespace pawl::sim
