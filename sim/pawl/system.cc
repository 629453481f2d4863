#include "sim/pawl/system.h"

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/overloaded.h"
#include "core/node/command.h"
#include "core/wire/entry_cache.h"
#include "core/wire/frame.h"
#include "sim/pawl/client/scripts.h"
#include "sim/pawl/client/session.h"
#include "sim/pawl/oracle/judgement.h"
#include "sim/pawl/oracle/service.h"
#include "sim/pawl/render.h"
#include "sim/pawl/tell.h"
#include "sim/pawl/wire/round_trip.h"
#include "sim/run/strikes.h"

namespace pawl::sim {
namespace {

node::Input input_of(Input<Pawl>&& input) {
  return std::visit(
      Overloaded{[](Received<Pawl>& it) -> node::Input {
                   return node::FromPeer{node_of(it.from), std::move(it.message)};
                 },
                 [](Requested<Pawl>& it) -> node::Input {
                   return node::FromClient{ClientRef{it.request.value}, std::move(it.content.content),
                                           it.content.when_not_leader};
                 },
                 // A reply to who has gone is dropped by the host; the core would only search for it.
                 [](GaveUp&) -> node::Input { return node::TimerFired{}; },
                 [](Written& it) -> node::Input { return node::Persisted{PersistSeq{it.number}}; },
                 [](LookedUp<Pawl>&) -> node::Input { return node::TimerFired{}; },
                 [](HungUp& it) -> node::Input { return node::PeerGone{node_of(it.peer)}; },
                 [](Woken&) -> node::Input { return node::TimerFired{}; },
                 [](Leave&) -> node::Input { return node::Retire{}; }},
      input);
}

Effects<Pawl> effects_of(node::Effects&& did) {
  Effects<Pawl> effects;
  if (did.persist) {
    const std::uint64_t number = did.persist->seq.value;
    const bool is_urgent = did.persist->must_sync;
    effects.write = Write<Pawl>{number, is_urgent, std::move(*did.persist)};
  }
  effects.send.reserve(did.send.size());
  for (node::Envelope& it : did.send) effects.send.push_back({host_of(it.to), std::move(it.messages)});
  effects.answer.reserve(did.reply.size());
  for (node::ClientReply& it : did.reply)
    effects.answer.push_back({RequestId{it.client.value}, std::move(it)});
  effects.wake_at = did.wake_at;
  return effects;
}

/// Whether the step sends a message of Raft of which `is_it` is true.
template <class IsIt>
bool says(const Effects<Pawl>& effects, const IsIt& is_it) {
  for (const Send<Pawl>& sent : effects.send)
    for (const node::PeerMessage& message : sent.message)
      if (const auto* it = std::get_if<raft::Message>(&message); it != nullptr && is_it(*it)) return true;
  return false;
}

bool votes(const PawlNode&, const Effects<Pawl>& effects) {
  return says(effects, [](const raft::Message& message) {
    const auto* reply = std::get_if<raft::VoteReply>(&message);
    const auto* request = std::get_if<raft::VoteRequest>(&message);
    return (reply != nullptr && reply->granted && reply->round == raft::Round::Vote) ||
           (request != nullptr && request->round == raft::Round::Vote);
  });
}

bool acknowledges(const PawlNode&, const Effects<Pawl>& effects) {
  return says(effects, [](const raft::Message& message) {
    return std::holds_alternative<raft::AppendReply>(message);
  });
}

bool writes_hard_state(const PawlNode&, const Effects<Pawl>& effects) {
  return effects.write && effects.write->content.log.hard.has_value();
}

bool writes_entries(const PawlNode&, const Effects<Pawl>& effects) {
  return effects.write && !effects.write->content.log.append.empty();
}

bool is_elected(const PawlNode& node, const Effects<Pawl>&) {
  for (const node::Event& event : node.events()) {
    const auto* raft_event = std::get_if<raft::Event>(&event);
    const auto* changed = raft_event == nullptr ? nullptr : std::get_if<raft::RoleChanged>(raft_event);
    if (changed != nullptr && changed->to == raft::Role::Leader) return true;
  }
  return false;
}

/// All that the command says. Not as bytes of the wire: folders are looked at often, and hold much.
void add(const Command& command, Hasher& hasher) {
  hasher.add(command.now.ns).add(command.wall.ns);
  for (const machine::Request& request : command.requests) {
    hasher.add(std::uint64_t{request.key.has_value()}).add(request.key ? std::string_view(*request.key) : "");
    hasher.add(std::string_view(machine::sequence_name(request.operation)));
    hasher.add(machine::fingerprint(request.operation));
  }
}

bool answers_clients(const PawlNode&, const Effects<Pawl>& effects) { return !effects.answer.empty(); }

/// Whether the aim fits. It was taken only if it also passes over steps that it does not fit.
template <marks::Name kFits, marks::Name kPassesOver, auto kIsIt>
bool aim(const PawlNode& node, const Effects<Pawl>& effects) {
  const bool fits = kIsIt(node, effects);
  PAWL_STRIKES(kFits, fits);
  PAWL_SOMETIMES(kPassesOver, !fits);
  return fits;
}

/// A calendar that is wrong strikes whoever reads it: a leader stamps its entries with it.
void mark_stamp(const StepSeen<Pawl>& step) {
  if (!step.effects.write || !Pawl::standing(step.node).leads) return;
  const std::vector<raft::Entry>& entries = step.effects.write->content.log.append;
  PAWL_STRIKES("fault.jump-of-the-calendar-is-stamped-on-an-entry",
               !entries.empty() && entries.back().command != nullptr &&
                   entries.back().command->wall == step.shown.wall &&
                   step.shown.wall != step.undisturbed.wall);
}

}  // namespace

Effects<Pawl> PawlNode::step(Now now, std::vector<Input<Pawl>> inputs, Choices& choices) {
  std::vector<node::Input> taken;
  taken.reserve(inputs.size());
  for (Input<Pawl>& input : inputs) {
    taken.push_back(input_of(std::move(input)));
    const auto* message = std::get_if<node::FromPeer>(&taken.back());
    if (bytes_ && message != nullptr) bytes_->received(*message);
  }
  node::Effects did = node_.step(now, std::move(taken), choices);
  if (bytes_) bytes_->leave(did);
  status_ = node_.status();
  events_ = std::move(did.events);
  return effects_of(std::move(did));
}

PawlOracles::PawlOracles(const Plan& plan, Findings& findings)
    : oracles_(plan.hosts, plan.options, plan.beginning, findings),
      folders_(plan.hosts, &empty_),
      phases_(plan.hosts) {}

void PawlOracles::booted(HostId host, std::uint64_t life, const PawlNode& node, const DiskImage& folder) {
  folders_[host.value - 1] = &folder;
  oracles_.booted(node_of(host), life, node.node(), folder);
  phases_.started(node_of(host), life);
}

void PawlOracles::stepped(const StepSeen<Pawl>& step) {
  const node::Persist* persist = step.effects.write ? &step.effects.write->content : nullptr;
  if (persist != nullptr && persist->log.compact_to) ++compactions_;
  replies_.clear();
  for (const Answer<Pawl>& answer : step.effects.answer) replies_.push_back(&answer.reply);
  oracles_.stepped({.node = node_of(step.host),
                    .life = step.life,
                    .machine = step.node.node(),
                    .status = step.node.status(),
                    .persist = persist,
                    .events = step.node.events(),
                    .replies = replies_},
                   folders_);
  phases_.stepped(node_of(step.host), step.node.node(), step.node.status().raft, persist);
  mark_stamp(step);
}

void PawlOracles::leaving(HostId host, const Send<Pawl>& sent, const DiskImage& folder) {
  oracles_.leaving(node_of(host), node_of(sent.to), sent.message, folder);
}

void PawlOracles::became_durable(HostId host, std::uint64_t number) {
  phases_.became_durable(node_of(host), PersistSeq{number});
}

void PawlOracles::died(HostId host) { phases_.died(node_of(host)); }

void PawlOracles::asked(HostId host, RequestId request, const PawlRequest& asked) {
  oracles_.asked(node_of(host), {ClientRef{request.value}, asked.content, asked.when_not_leader});
}
void PawlOracles::answered(HostId, const Answer<Pawl>&) {}

PawlNode Pawl::boot(const Boot<Pawl>& boot, Choices& choices) {
  node::Options options = boot.plan.options;
  options.raft.self = node_of(boot.host);
  options.life = mix(boot.life << 8U | boot.host.value);
  std::optional<ByteForms> bytes;
  if (boot.plan.goes_through_bytes) bytes.emplace(options.raft.self, boot.plan.cached_bytes_max);
  return PawlNode(node::Node(options, boot.image.boot(), boot.now, choices), std::move(bytes));
}

Standing Pawl::standing(const PawlNode& node) {
  const raft::Status& status = node.status().raft;
  return {status.role == raft::Role::Leader, status.term.value};
}

std::optional<Digest> Pawl::settled(const PawlNode& node) {
  const node::Status& status = node.status();
  if (status.raft.role == raft::Role::Leader && status.applied != status.raft.last) return std::nullopt;
  return Hasher{}.add(status.applied.value).add(status.digest.high).add(status.digest.low).finish();
}

Digest Pawl::fingerprint(const PawlNode& node) {
  const node::Status& status = node.status();
  return status.digest.plus({status.raft.term.value << 8U | static_cast<std::uint64_t>(status.raft.role),
                             mix(status.raft.last.value) + status.raft.commit.value});
}

Digest Pawl::fingerprint(const Message& message) {
  wire::EntryCache cache(kFrameBytesMax);
  Hasher hasher;
  for (const std::string& frame : wire::encode_envelopes({}, message, cache))
    hasher.add(std::string_view(frame));
  return hasher.finish();
}

Digest Pawl::fingerprint(const DiskImage& folder) {
  // What an entry holds was looked at when it was new.
  constexpr std::size_t kNewEntries = 64;
  Hasher hasher;
  hasher.add(folder.hard().term.value).add(folder.hard().voted_for.value);
  hasher.add(folder.base().term.value).add(folder.base().index.value).add(folder.applied().value);
  std::size_t older = folder.log().size();
  for (const raft::Entry& entry : folder.log()) {
    hasher.add(entry.term.value).add(entry.index.value);
    if (older-- <= kNewEntries && entry.command != nullptr) add(*entry.command, hasher);
  }
  return hasher.finish();
}

std::span<const AimRule<Pawl>> Pawl::aims() {
  // Named as the words of sim/scenario.proto's Aim.
  static constexpr std::array<AimRule<Pawl>, 6> kAims{
      {{"vote", aim<"aim.vote-fits", "aim.vote-passes-over-a-step", votes>},
       {"ack", aim<"aim.ack-fits", "aim.ack-passes-over-a-step", acknowledges>},
       {"hard", aim<"aim.hard-fits", "aim.hard-passes-over-a-step", writes_hard_state>},
       {"append", aim<"aim.append-fits", "aim.append-passes-over-a-step", writes_entries>},
       {"leading", aim<"aim.leading-fits", "aim.leading-passes-over-a-step", is_elected>},
       {"reply", aim<"aim.reply-fits", "aim.reply-passes-over-a-step", answers_clients>}}};
  return kAims;
}

Pawl::Message Pawl::over_the_wire(HostId from, HostId, const Message& message) {
  wire::EntryCache cache(kFrameBytesMax);
  return round_trip({node_of(from), message}, cache).messages;
}

std::function<void(PawlSession&)> Pawl::script(const ClientPlan& plan) { return script_of(plan.script); }

Pawl::ClientPlan Pawl::prober() {
  ClientPlan plan;
  plan.forward_ppm = 0;
  return plan;
}

void Pawl::probe(PawlSession& me) { sim::probe(me, "probe"); }
void Pawl::read_all(PawlSession& me) { sim::read_all(me); }

std::string Pawl::judge(const History& history, const Oracles& oracles, const Plan& plan, Findings& findings,
                        std::vector<Figure>& figures) {
  const HistoryCounts counts = sim::judge(history.chronicle(), plan, findings);
  const sim::Oracles& seen = oracles.oracles();
  for (const Figure& figure :
       {Figure{"calls", counts.calls}, Figure{"acknowledged", counts.acknowledged},
        Figure{"unknown", counts.unknown}, Figure{"reads", counts.reads}, Figure{"replays", counts.replays},
        Figure{"expired", counts.expired}, Figure{"exhausted", counts.exhausted},
        Figure{"leaders", seen.logs().leader_count()}, Figure{"compactions", oracles.compactions()},
        Figure{"promises", seen.promise_count()}, Figure{"digests compared", seen.digests_compared()},
        Figure{"answers judged", seen.answers_judged()}})
    figures.push_back(figure);
  return counts.undecided;
}

void Pawl::judge_service(const History& history, const Oracles& oracles, const Plan& plan,
                         const std::vector<Occurrence>& faults, SimTime faults_ended, Findings& findings) {
  sim::judge_service({history.chronicle(), faults, oracles.oracles().elections(), faults_ended, plan},
                     findings);
}

Vocabulary Pawl::vocabulary() { return tell_vocabulary(); }

std::uint64_t Pawl::tell_sent(Trace& trace, SimTime at, HostId from, HostId to, const Message& message) {
  if (trace.has_lines())
    for (const node::PeerMessage& one : message)
      trace.line(at, from, fmt::format("-> n{}: {}", to.value, to_text(one)));
  if (trace.story() == nullptr) return 0;
  return trace.story()->sent(at, number_of(from), number_of(to), tell_flight(message));
}

void Pawl::tell_step(Trace& trace, SimTime at, HostId host, const PawlNode& node,
                     const Effects<Pawl>& effects) {
  if (Story* story = trace.story(); story != nullptr) {
    const LogPart log = story->wants_log(number_of(host)) ? LogPart::Whole : LogPart::IfChanged;
    story->stepped(at, number_of(host), trace.events(), sim::tell_step(node, effects, log));
  }
  for (const node::Event& event : node.events()) trace.tell(at, host, [&] { return to_text(event); });
  if (effects.write && trace.has_lines()) trace.line(at, host, "writes " + to_text(effects.write->content));
}

std::string Pawl::words_of(const Request& request) { return to_text(request.content); }
std::string Pawl::words_of(const Reply& reply) { return to_text(reply.outcome); }
std::vector<Story::Call> Pawl::calls_of(const History& history) { return tell_calls(history.chronicle()); }

}  // namespace pawl::sim
