#pragma once
// One run of one system: its hosts, its clients and the nemesis, from the first start to the last judgement.
//
//   warmup -> faults -> recovering -> draining -> converging -> reading -> over
//                       (a client is  (clients    (all nodes    (the last
//                        answered)     finish)     are equal)    reads)
//
// An event goes from the queue to whom it is for (hosts, clients, nemesis), and what is done about it comes
// back as further events.

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "sim/client/clients.h"
#include "sim/run/run.h"
#include "sim/system/system.h"
#include "sim/world/hosts.h"
#include "sim/world/hosts_digest.h"
#include "sim/world/nemesis.h"
#include "sim/world/network.h"

namespace pawl::sim {

template <System S>
class World {
 public:
  /// `draw` makes the plan of the run from the choices of the stream that it is given.
  template <class Draw>
  World(const Draw& draw, const RunSettings& settings, const StackPool& stacks);
  RunResult run();

 private:
  enum class Stage : std::uint8_t { Warmup, Faults, Recovering, Draining, Converging, Reading, Over };

  template <class Draw>
  static typename S::Plan draw_plan(const Draw& draw, const RunSettings& settings, ChoiceBook& book) {
    if (settings.record != nullptr) book.record_to(settings.record);
    if (settings.choices != nullptr) book.follow(settings.choices);
    return draw(book.stream("knobs"));
  }
  void go_on();
  void happens(const Event& event);
  void advance();
  Checkpoint checkpoint(const Event& last) const;
  void note(const Event& last);
  void begin_stage(Stage stage, Duration at_most);
  void begin_faults();
  void end_faults();
  std::vector<HostId> draw_minority(Stream& choices);
  void too_late();
  bool is_converged() const;
  void sum_up(RunResult& result);
  std::vector<Floor> floors(const RunResult& result) const;

  RunSettings settings_;
  ChoiceBook book_;
  typename S::Plan plan_;
  Findings findings_;
  Trace trace_;
  EventQueue queue_;
  Network<S> network_;
  typename S::History history_;
  typename S::Oracles oracles_;
  Clients<S> clients_;
  Hosts<S> hosts_;
  Nemesis nemesis_;
  Stage stage_ = Stage::Warmup;
  SimTime faults_ended_;
  Duration recovery_;
  std::uint32_t awaited_client_ = 0;
  std::string unknown_;
};

template <System S>
template <class Draw>
World<S>::World(const Draw& draw, const RunSettings& settings, const StackPool& stacks)
    : settings_(settings),
      book_(settings.seed),
      plan_(draw_plan(draw, settings, book_)),
      network_(plan_.network, queue_, book_, trace_),
      history_(plan_, findings_),
      oracles_(plan_, findings_),
      clients_({plan_, queue_, book_, trace_, findings_, stacks, history_, oracles_}),
      hosts_({plan_, queue_, network_, book_, oracles_, trace_}, clients_),
      nemesis_({plan_.faults, queue_, network_, hosts_, book_, trace_}) {
  if constexpr (requires { S::rules(); }) findings_.know(S::rules());
  findings_.switch_off(settings.oracles_off);
  if (settings.trace) trace_.tell_to(settings.trace);
  if (settings.story != nullptr) {
    *settings.story = Story(plan_.hosts, S::vocabulary());
    trace_.tell_to(settings.story);
  }
  clients_.meet(hosts_, nemesis_);
}

template <System S>
RunResult World<S>::run() {
  RunResult result;
  result.marks.resize(marks::names().size());
  const marks::Counting counting(result.marks);
  const Strikes strikes(result.strikes);
  try {
    go_on();
  } catch (const CheckFailed& failed) {
    findings_.violated(oracle::kCheck, fmt::format("{} ({}:{})", failed.failure.fact, failed.failure.file,
                                                   failed.failure.line));
  }
  findings_.end_run();
  sum_up(result);
  return result;
}

template <System S>
void World<S>::sum_up(RunResult& result) {
  const NetworkCounts& network = network_.counts();
  const HostCounts& hosts = hosts_.counts();
  result.figures = {{"messages", network.sent},
                    {"delivered", network.delivered},
                    {"lost", network.lost},
                    {"repeated", network.repeated},
                    {"late", network.straggled},
                    {"cut", network.cut},
                    {"held", network.held},
                    {"as bytes", network.round_trips},
                    {"hang-ups", network.hang_ups},
                    {"steps", hosts.steps},
                    {"starts", hosts.starts},
                    {"crashes", hosts.crashes},
                    {"crashes between effects", hosts.deaths_between_effects},
                    {"writes lost", hosts.lost_writes}};
  const std::string undecided = S::judge(history_, oracles_, plan_, findings_, result.figures);
  if constexpr (requires {
                  S::judge_service(history_, oracles_, plan_, nemesis_.story(), faults_ended_, findings_);
                })
    S::judge_service(history_, oracles_, plan_, nemesis_.story(), faults_ended_, findings_);
  if (plan_.expect.one_leader_only && result.figure("leaders") > 1)
    findings_.violated(oracle::kSteadyLeader, fmt::format("{} terms had a leader in a run without faults",
                                                          result.figure("leaders")));
  result.seed = settings_.seed;
  result.violation = findings_.violation();
  if (findings_.is_clean()) {
    result.unknown = unknown_.empty() ? undecided : unknown_;
    result.floors = floors(result);
  }
  result.events = trace_.events();
  result.simulated = queue_.now() - SimTime{};
  result.hash = trace_.hash();
  result.recovery = recovery_;
  result.fit = book_.fit();
  if (settings_.checkpoints.wants_end()) settings_.checkpoints.take(checkpoint(Event{.at = queue_.now()}));
  if constexpr (requires { history_.to_edn(); }) {
    if (settings_.keep_history) result.edn = history_.to_edn();
    result.checker_model = S::checker_model();
  }
  if (settings_.story != nullptr) settings_.story->ended(queue_.now(), S::calls_of(history_));
}

template <System S>
void World<S>::go_on() {
  /// A run that needs more than this does not end by itself.
  for (std::uint64_t n = 1; n <= plan_.hosts; ++n) {
    if constexpr (requires { S::first_folder(plan_); })
      hosts_.replace_folder(HostId{n}, S::first_folder(plan_));
    hosts_.start(HostId{n});
  }
  clients_.begin();
  begin_stage(Stage::Warmup, plan_.span.warmup);
  while (stage_ != Stage::Over && findings_.is_clean() && unknown_.empty()) {
    PAWL_CHECK(!queue_.empty());
    if (settings_.branch && trace_.events() == settings_.branch->at) book_.branch(settings_.branch->seed);
    const Event event = queue_.pop();
    trace_.happens(event);
    findings_.begin_step(trace_.events(), event);
    happens(event);
    // What a stage waits for may be there as it begins, and in a cluster at rest no further event would come.
    for (auto before = Stage::Over; before != stage_;) {
      before = stage_;
      advance();
    }
    note(event);
    if (trace_.events() >= settings_.events_max && stage_ != Stage::Over)
      unknown_ = fmt::format("the run did not end within {} events", settings_.events_max);
  }
}

template <System S>
Checkpoint World<S>::checkpoint(const Event& last) const {
  return {.events = trace_.events(),
          .last = last,
          .trace = trace_.hash(),
          .states = digest_of(hosts_),
          .messages = network_.digest(),
          .choices = book_.digest()};
}

template <System S>
void World<S>::note(const Event& last) {
  const bool is_due = trace_.events() % kCheckpointEvents == 0;
  if (!is_due && !settings_.checkpoints.wants(trace_.events())) return;
  Checkpoint whole = checkpoint(last);
  if (is_due) {
    for (const Digest& part : {whole.states, whole.messages, whole.choices}) trace_.mix(part);
    whole.trace = trace_.hash();
  }
  if (settings_.checkpoints.wants(trace_.events())) settings_.checkpoints.take(whole);
}

template <System S>
void World<S>::happens(const Event& event) {
  switch (event.kind) {
    case EventKind::RequestArrives:
    case EventKind::GiveUpArrives:
    case EventKind::ReplyArrives:
    case EventKind::ClientTimer: return clients_.happens(event);
    case EventKind::FaultBegins:
    case EventKind::FaultEnds: return nemesis_.happens(event);
    case EventKind::Phase:
      if (event.slot == static_cast<std::uint32_t>(stage_)) too_late();
      return;
    default: return hosts_.happens(event);
  }
}

template <System S>
void World<S>::begin_stage(Stage stage, Duration at_most) {
  stage_ = stage;
  queue_.plan_in(at_most, EventKind::Phase, 0, static_cast<std::uint32_t>(stage), 0);
}

/// The time of the stage is over: the first two end by it, the others should have ended before.
template <System S>
void World<S>::too_late() {
  const auto ms = [](Duration duration) { return duration.ns / 1'000'000; };
  switch (stage_) {
    case Stage::Warmup: return begin_faults();
    case Stage::Faults: return end_faults();
    case Stage::Recovering:
      return findings_.violated(
          oracle::kRecovery,
          fmt::format("nothing was acknowledged within {} ms after the faults", ms(plan_.span.recover)));
    case Stage::Draining:
      return findings_.violated(oracle::kAnswers, "a client's call did not end by its deadline");
    case Stage::Converging:
      return findings_.violated(
          oracle::kConvergence,
          fmt::format("the nodes did not come to stand equal within {} ms", ms(plan_.span.converge)));
    case Stage::Reading: return findings_.violated(oracle::kAnswers, "reads at the end were not answered");
    case Stage::Over: return;
  }
}

template <System S>
void World<S>::begin_faults() {
  nemesis_.begin();
  begin_stage(Stage::Faults, plan_.span.faults);
}

template <System S>
std::vector<HostId> World<S>::draw_minority(Stream& choices) {
  std::vector<HostId> away;
  for (std::uint32_t i = 0; i < (plan_.hosts - 1) / 2; ++i) {
    const HostId host{1 + choices.choose("end.node", plan_.hosts)};
    // Often whoever leads now.
    const bool is_leader = i == 0 && hosts_.leader() != kNoHost && choices.chance("end.leader", 500'000);
    away.push_back(is_leader ? hosts_.leader() : host);
  }
  std::sort(away.begin(), away.end());
  away.erase(std::unique(away.begin(), away.end()), away.end());
  return away;
}

template <System S>
void World<S>::end_faults() {
  trace_.tell(queue_.now(), kNoHost, [] { return std::string("the faults are over"); });
  Stream& choices = book_.stream("end");
  std::vector<HostId> away;
  auto how = Absence::Down;
  if (plan_.hosts > 2 && choices.chance("end.away", plan_.span.minority_away_ppm)) {
    how = static_cast<Absence>(choices.choose("end.how", kAbsenceCount));
    away = draw_minority(choices);
    trace_.tell(queue_.now(), away.front(), [] { return std::string("stays away, and maybe others"); });
  }
  nemesis_.end(away, how);
  clients_.become_perfect();
  faults_ended_ = queue_.now();
  awaited_client_ = clients_.begin_one(S::prober(), 0, S::probe);
  begin_stage(Stage::Recovering, plan_.span.recover);
}

template <System S>
void World<S>::advance() {
  // The last calls of clients and readers have deadlines of their own, far below this.
  constexpr Duration kPatience = seconds(120);
  switch (stage_) {
    case Stage::Recovering:
      if (!clients_.is_done(awaited_client_)) return;
      recovery_ = queue_.now() - faults_ended_;
      trace_.tell(queue_.now(), kNoHost, [] { return std::string("the cluster serves again"); });
      nemesis_.come_back();
      clients_.stop();
      return begin_stage(Stage::Draining, kPatience);
    case Stage::Draining:
      if (!clients_.is_done()) return;
      return begin_stage(Stage::Converging, plan_.span.converge);
    case Stage::Converging:
      if (!is_converged()) return;
      trace_.tell(queue_.now(), kNoHost, [] { return std::string("all nodes are equal"); });
      awaited_client_ = clients_.begin_one(S::prober(), 0, S::read_all);
      return begin_stage(Stage::Reading, kPatience);
    case Stage::Reading:
      if (clients_.is_done(awaited_client_)) stage_ = Stage::Over;
      return;
    default: return;
  }
}

template <System S>
bool World<S>::is_converged() const {
  if (hosts_.leader() == kNoHost) return false;
  std::optional<Digest> all;
  for (std::uint64_t n = 1; n <= plan_.hosts; ++n) {
    if (!hosts_.is_up(HostId{n})) return false;
    const std::optional<Digest> one = S::settled(hosts_.node(HostId{n}));
    if (one == Digest{}) continue;
    if (!one || (all && *all != *one)) return false;
    all = one;
  }
  return true;
}

template <System S>
std::vector<Floor> World<S>::floors(const RunResult& result) const {
  std::vector<Floor> floors;
  for (const FloorPlan& floor : plan_.expect.floors)
    floors.push_back({floor.figure, result.figure(floor.figure), floor.at_least});
  for (std::size_t i = 0; i < plan_.faults.size(); ++i)
    floors.push_back({name_of(plan_.faults[i].kind), nemesis_.occurrences(i), plan_.expect.faults_min});
  return floors;
}

}  // namespace pawl::sim
