#include "sim/world/cluster.h"

#include <fmt/format.h>

#include <utility>

#include "core/base/check.h"
#include "sim/run/strikes.h"

namespace pawl::sim {
namespace {

/// 2026-01-01T00:00:00Z, where the calendars begin.
constexpr WallTime kWallBegin{1'767'225'600'000'000'000};

std::uint8_t small(NodeId node) { return static_cast<std::uint8_t>(node.value); }

bool is_elected(const node::Effects& effects) {
  for (const node::Event& event : effects.events) {
    const auto* raft_event = std::get_if<raft::Event>(&event);
    const auto* changed = raft_event == nullptr ? nullptr : std::get_if<raft::RoleChanged>(raft_event);
    if (changed != nullptr && changed->to == raft::Role::Leader) return true;
  }
  return false;
}

}  // namespace

Cluster::Host::Host(NodeId node_id, const Plan& plan, EventQueue& queue, ChoiceBook& book)
    : id(node_id),
      disk(plan.disk, node_id, queue, book.stream(fmt::format("disk.{}", node_id.value))),
      choices(&book.stream(fmt::format("host.{}", node_id.value))),
      clock_choices(&book.stream(fmt::format("clock.{}", node_id.value))),
      core_choices(&book.stream(fmt::format("core.{}", node_id.value))) {
  // In a quiet run nodes do not all campaign at the same moment.
  for (const char* label : {"election-jitter", "hasten-jitter"})
    core_choices->spread_quiet(label, node_id.value - 1, plan.nodes);
}

Cluster::Cluster(const Parts& parts, ClientSide& clients)
    : parts_(parts), clients_(&clients), phases_(parts.plan.nodes) {
  for (std::uint64_t n = 1; n <= parts.plan.nodes; ++n) {
    Host& host = hosts_.emplace_back(NodeId{n}, parts.plan, parts.queue, parts.book);
    const Duration off =
        host.clock_choices->millis("clock.wall", parts.plan.clock.wall_off_ms, Quiet::Nearest0);
    host.clock.set_wall(parts.queue.now(), kWallBegin + off);
  }
  for (const Host& host : hosts_) images_.push_back(&host.disk.image());
}

void Cluster::happens(const Event& event) {
  Host& host = at(NodeId{event.node});
  switch (event.kind) {
    case EventKind::Deliver: {
      node::FromPeer message = parts_.network.take(event.slot);
      PAWL_STRIKES("fault.message-finds-a-dead-node", !host.node && !message.messages.empty());
      if (!host.node || message.messages.empty()) return;
      feed(host.id, std::move(message));
      return;
    }
    case EventKind::HangUp:
      if (!host.node) return;
      parts_.trace.tell(parts_.queue.now(), host.id,
                        [&] { return fmt::format("loses its connection to node {}", event.slot); });
      PAWL_STRIKES("fault.end-of-a-connection-is-heard-of");
      // Who leads the term that its follower is in has not died since.
      PAWL_STRIKES("fault.reset-parts-a-follower-from-a-living-leader",
                   host.status.raft.leader == NodeId{event.slot} && is_up(NodeId{event.slot}) &&
                       status(NodeId{event.slot}).raft.role == raft::Role::Leader &&
                       status(NodeId{event.slot}).raft.term == host.status.raft.term);
      return feed(host.id, node::PeerGone{NodeId{event.slot}});
    case EventKind::Turn:
      if (event.tag != host.life) return;
      host.is_turn_planned = false;
      return turn(host);
    case EventKind::Wake:
      if (event.tag == host.life) wake(host, event.at);
      return;
    case EventKind::DiskDone:
      if (event.tag != host.life || !host.node) return;
      if (const PersistSeq durable = host.disk.done(host.life); durable.value != 0) {
        parts_.trace.became_durable(event.at, host.id, durable);
        phases_.became_durable(host.id, durable);
        feed(host.id, node::Persisted{durable});
      }
      return;
    case EventKind::DiskLazy:
      if (event.tag == host.life) host.disk.lazy(host.life);
      return;
    case EventKind::Start:
      if (!host.node && event.tag == host.life) start(host.id);
      return;
    case EventKind::Resume:
      if (event.tag == host.life) resume(host.id);
      return;
    default: PAWL_CHECK(false && "an event that is none of the cluster's");
  }
}

void Cluster::feed(NodeId node, node::Input&& input) {
  Host& host = at(node);
  PAWL_CHECK(host.node.has_value());
  if (const auto* asked = std::get_if<node::FromClient>(&input)) parts_.oracles.asked(node, *asked);
  host.inbox.push_back(std::move(input));
  if (host.is_paused || host.is_turn_planned) return;
  // Half of the turns are taken at once, the others gather what else comes in.
  if (!host.choices->chance("host.gather", 500'000)) return turn(host);
  host.is_turn_planned = true;
  parts_.queue.plan_in(host.choices->micros("host.turn_us", parts_.plan.turn_us, Quiet::Least),
                       EventKind::Turn, small(node), 0, host.life);
}

void Cluster::turn(Host& host) {
  if (!host.node || host.is_paused) return;
  const SimTime now = parts_.queue.now();
  if (host.wake_at <= now) host.inbox.emplace_back(node::TimerFired{});
  if (host.inbox.empty()) return;
  std::vector<node::Input> inputs;
  inputs.swap(host.inbox);
  PAWL_SOMETIMES("host.many-inputs-are-one-step", inputs.size() > 1);
  const Now shown = host.clock.read(now);
  node::Effects effects = host.node->step(shown, std::move(inputs), *host.core_choices);
  ++counts_.steps;
  host.status = host.node->status();
  parts_.oracles.stepped({host.id, host.life, *host.node, host.status, effects}, images_);
  parts_.trace.stepped(now, host.id, *host.node, host.status, effects);
  phases_.stepped(host.id, *host.node, effects);
  mark_clock(host, shown, effects);
  if (effects.persist && effects.persist->log.compact_to) ++counts_.compactions;
  plan_wake(host, effects.wake_at);
  if (host.doom && is_fitting(host, effects))
    perform_partly_and_die(host, std::move(effects));
  else
    perform(host, std::move(effects));
}

void Cluster::perform(Host& host, node::Effects&& effects) {
  if (effects.persist) host.disk.write(std::move(*effects.persist), host.life);
  for (node::Envelope& envelope : effects.send) send(host, std::move(envelope));
  for (node::ClientReply& reply : effects.reply) clients_->replied(host.id, std::move(reply));
}

void Cluster::perform_partly_and_die(Host& host, node::Effects&& effects) {
  // Effects are independent: a crash finds any subset of them done, in any order.
  const std::size_t sends = effects.send.size();
  const std::size_t total = (effects.persist ? 1U : 0U) + sends + effects.reply.size();
  std::vector<std::size_t> order(total);
  for (std::size_t i = 0; i < total; ++i) {
    order[i] = i;
    std::swap(order[i], order[host.choices->choose("host.order", i + 1, i)]);
  }
  const std::uint64_t done = host.choices->choose("host.cut", total + 1, total);
  if (done < total) ++counts_.deaths_between_effects;
  const std::size_t replies = effects.reply.size();
  bool has_written = false;
  std::size_t sent = 0;
  std::size_t replied = 0;
  for (std::uint64_t i = 0; i < done; ++i) {
    std::size_t which = order[i];
    if (which < sends) {
      ++sent;
      send(host, std::move(effects.send[which]));
      continue;
    }
    which -= sends;
    if (which < replies) {
      ++replied;
      clients_->replied(host.id, std::move(effects.reply[which]));
    } else {
      has_written = true;
      host.disk.write(std::move(*effects.persist), host.life);
    }
  }
  const bool loses_write = effects.persist.has_value() && !has_written;
  PAWL_STRIKES("fault.death-between-effects-loses-a-write-and-sends", loses_write && sent > 0);
  PAWL_STRIKES("fault.death-between-effects-loses-a-write-and-answers", loses_write && replied > 0);
  PAWL_STRIKES("fault.death-between-effects-writes-and-does-not-send", has_written && sent < sends);
  PAWL_STRIKES("fault.death-between-effects-writes-and-does-not-answer", has_written && replied < replies);
  PAWL_STRIKES("fault.death-between-effects-sends-to-some-alone", sent > 0 && sent < sends);
  ++counts_.deaths_by_aim[static_cast<std::size_t>(host.doom->aim)];
  die(host, host.doom->down);
}

void Cluster::send(Host& host, node::Envelope&& envelope) {
  parts_.oracles.leaving(host.id, envelope, host.disk.image());
  parts_.network.send(host.id, envelope.to, std::move(envelope.messages));
}

void Cluster::plan_wake(Host& host, Instant wake_at) {
  host.wake_at = host.clock.when(wake_at);
  PAWL_STRIKES("fault.drift-moves-a-timer", host.wake_at != kSimNever && host.wake_at > parts_.queue.now() &&
                                                host.clock.undisturbed(host.wake_at).monotonic != wake_at);
  if (host.wake_at >= host.wake_planned) return;
  host.wake_planned = host.wake_at;
  parts_.queue.plan(host.wake_at + host.choices->micros("host.late", parts_.plan.timer_late_us, Quiet::Least),
                    EventKind::Wake, small(host.id), 0, host.life);
}

void Cluster::wake(Host& host, SimTime at) {
  // An event that was overtaken by an earlier one finds nothing to do.
  if (host.wake_planned > at) return;
  host.wake_planned = kSimNever;
  if (host.wake_at <= at) return turn(host);
  if (host.wake_at == kSimNever) return;
  host.wake_planned = host.wake_at;
  parts_.queue.plan(host.wake_at, EventKind::Wake, small(host.id), 0, host.life);
}

void Cluster::start(NodeId node) {
  Host& host = at(node);
  PAWL_CHECK(!host.node);
  ++counts_.starts;
  ++host.life;
  parts_.network.begins(node);
  phases_.started(node, host.life);
  const SimTime now = parts_.queue.now();
  const std::int64_t drift_max = parts_.plan.clock.drift_ppm_max;
  // One draw a statement: compilers differ in the order in which they evaluate arguments.
  const Instant zero{host.clock_choices->within("clock.zero", {1, 1'000'000'000'000}, Quiet::Least)};
  const std::int64_t drift_ppm =
      host.clock_choices->within("clock.drift", {-drift_max, drift_max}, Quiet::Nearest0);
  host.clock.begin_life(now, zero, drift_ppm);
  node::Options options = parts_.plan.options;
  options.raft.self = node;
  options.life = mix(host.life << 8U | node.value);
  host.node.emplace(options, host.disk.image().boot(), host.clock.read(now), *host.core_choices);
  parts_.trace.started(now, node, host.life);
  parts_.oracles.booted(node, host.life, *host.node, host.disk.image());
  host.wake_at = kSimNever;
  host.wake_planned = kSimNever;
  host.inbox.emplace_back(node::TimerFired{});
  turn(host);
}

void Cluster::kill(NodeId node, Duration down) {
  if (is_up(node)) die(at(node), down);
}

void Cluster::die(Host& host, Duration down) {
  ++counts_.crashes;
  PAWL_STRIKES("fault.death-finds-inputs-waiting", !host.inbox.empty());
  PAWL_STRIKES("fault.death-finds-a-paused-node", host.is_paused);
  host.node.reset();
  phases_.died(host.id);
  const std::uint64_t given = host.disk.waiting();
  const std::uint64_t lost = host.disk.crash();
  counts_.lost_writes += lost;
  parts_.trace.died(parts_.queue.now(), host.id, {.given = given, .lost = lost});
  host.inbox.clear();
  host.is_turn_planned = false;
  host.is_paused = false;
  host.doom.reset();
  clients_->node_died(host.id);
  for (const Host& peer : hosts_)
    if (peer.id != host.id) parts_.network.hang_up(host.id, peer.id);
  if (down.ns >= 0) parts_.queue.plan_in(down, EventKind::Start, small(host.id), 0, host.life);
}

void Cluster::doom(NodeId node, const Doom& doom) {
  Host& host = at(node);
  host.doom = doom;
  if (doom.aim == Aim::Now) {
    ++counts_.deaths_by_aim[static_cast<std::size_t>(Aim::Now)];
    return die(host, doom.down);
  }
}

bool Cluster::is_fitting(const Host& host, const node::Effects& effects) const {
  if (parts_.queue.now() >= host.doom->until) return true;
  const auto says = [&](const auto& is_it) {
    for (const node::Envelope& envelope : effects.send)
      for (const node::PeerMessage& message : envelope.messages)
        if (const auto* raft_message = std::get_if<raft::Message>(&message);
            raft_message && is_it(*raft_message))
          return true;
    return false;
  };
  const auto* log = effects.persist ? &effects.persist->log : nullptr;
  bool fits = true;
  // The aim was taken only if it also passes over steps that it does not fit.
  switch (host.doom->aim) {
    case Aim::Now: break;
    case Aim::AnyStep: PAWL_STRIKES("aim.any-step-fits"); break;
    case Aim::Vote:
      fits = says([](const raft::Message& m) {
        const auto* reply = std::get_if<raft::VoteReply>(&m);
        const auto* request = std::get_if<raft::VoteRequest>(&m);
        return (reply && reply->granted && reply->round == raft::Round::Vote) ||
               (request && request->round == raft::Round::Vote);
      });
      PAWL_STRIKES("aim.vote-fits", fits);
      PAWL_SOMETIMES("aim.vote-passes-over-a-step", !fits);
      break;
    case Aim::Ack:
      fits = says([](const raft::Message& m) { return std::holds_alternative<raft::AppendReply>(m); });
      PAWL_STRIKES("aim.ack-fits", fits);
      PAWL_SOMETIMES("aim.ack-passes-over-a-step", !fits);
      break;
    case Aim::Hard:
      fits = log != nullptr && log->hard.has_value();
      PAWL_STRIKES("aim.hard-fits", fits);
      PAWL_SOMETIMES("aim.hard-passes-over-a-step", !fits);
      break;
    case Aim::Append:
      fits = log != nullptr && !log->append.empty();
      PAWL_STRIKES("aim.append-fits", fits);
      PAWL_SOMETIMES("aim.append-passes-over-a-step", !fits);
      break;
    case Aim::Leading:
      fits = is_elected(effects);
      PAWL_STRIKES("aim.leading-fits", fits);
      PAWL_SOMETIMES("aim.leading-passes-over-a-step", !fits);
      break;
    case Aim::Reply:
      fits = !effects.reply.empty();
      PAWL_STRIKES("aim.reply-fits", fits);
      PAWL_SOMETIMES("aim.reply-passes-over-a-step", !fits);
      break;
  }
  return fits;
}

/// A clock that is wrong strikes whoever reads it: a leader stamps its entries with the calendar, and every
/// node measures its waits.
void Cluster::mark_clock(const Host& host, const Now& shown, const node::Effects& effects) const {
  const Now undisturbed = host.clock.undisturbed(parts_.queue.now());
  PAWL_STRIKES("fault.drift-shows-on-the-clock", shown.monotonic != undisturbed.monotonic);
  const bool stamps = effects.persist && !effects.persist->log.append.empty() &&
                      host.status.raft.role == raft::Role::Leader &&
                      effects.persist->log.append.back().command != nullptr;
  PAWL_STRIKES("fault.jump-of-the-calendar-is-stamped-on-an-entry",
               stamps && effects.persist->log.append.back().command->wall == shown.wall &&
                   shown.wall != undisturbed.wall);
}

void Cluster::pause(NodeId node, Duration lasts) {
  Host& host = at(node);
  host.is_paused = true;
  parts_.queue.plan_in(lasts, EventKind::Resume, small(node), 0, host.life);
}

void Cluster::resume(NodeId node) {
  Host& host = at(node);
  if (!host.is_paused) return;
  PAWL_STRIKES("fault.paused-node-had-inputs-waiting", !host.inbox.empty());
  PAWL_STRIKES("fault.paused-node-had-a-timer-due", host.wake_at < parts_.queue.now());
  host.is_paused = false;
  turn(host);
}

void Cluster::jump_clock(NodeId node, Duration by) { at(node).clock.jump_wall(by); }

NodeId Cluster::leader() const {
  NodeId leader = kNobody;
  Term newest{0};
  for (const Host& host : hosts_) {
    if (!host.node || host.status.raft.role != raft::Role::Leader || host.status.raft.term < newest) continue;
    newest = host.status.raft.term;
    leader = host.id;
  }
  return leader;
}

}  // namespace pawl::sim
