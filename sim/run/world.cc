#include "sim/run/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "sim/pawl/client/scripts.h"
#include "sim/pawl/tell.h"
#include "sim/pawl/wire/round_trip.h"

namespace pawl::sim {
namespace {

/// A run that needs more than this does not end by itself.
constexpr std::uint64_t kEventsMax = 3'000'000;

struct CheckFailed {
  CheckFailure failure;
};

Plan draw_plan(const Scenario& scenario, const RunSettings& settings, ChoiceBook& book) {
  if (settings.record != nullptr) book.record_to(settings.record);
  if (settings.choices != nullptr) book.follow(settings.choices);
  return scenario.draw(book.stream("knobs"));
}

}  // namespace

void take_over_checks() {
  set_check_handler([](const CheckFailure& failure) { throw CheckFailed{failure}; });
}

World::World(const Scenario& scenario, const RunSettings& settings, const StackPool& stacks)
    : book_(settings.seed),
      plan_(draw_plan(scenario, settings, book_)),
      network_(plan_.network, queue_, book_, trace_),
      oracles_(plan_.nodes, plan_.options, findings_),
      clients_({plan_, queue_, book_, trace_, findings_, stacks}),
      cluster_({plan_, queue_, network_, book_, oracles_, findings_, trace_}, clients_),
      nemesis_({plan_, queue_, network_, cluster_, book_, trace_}),
      settings_(settings) {
  findings_.switch_off(settings.oracles_off);
  if (settings.trace) trace_.tell_to(settings.trace);
  if (settings.story != nullptr) {
    *settings.story = Story(plan_.nodes, tell_vocabulary());
    trace_.tell_to(settings.story);
  }
  clients_.meet(cluster_, nemesis_);
  network_.set_round_trip(round_trip);
}

RunResult World::run() {
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
  result.seed = settings_.seed;
  result.history = judge(clients_.chronicle(), plan_, findings_);
  if (plan_.expect.one_leader_only && oracles_.logs().leader_count() > 1)
    findings_.violated(oracle::kSteadyLeader, fmt::format("{} terms had a leader in a run without faults",
                                                          oracles_.logs().leader_count()));
  result.violation = findings_.violation();
  if (findings_.is_clean()) {
    result.unknown = unknown_.empty() ? result.history.undecided : unknown_;
    result.floors = floors(result.history);
  }
  result.events = trace_.events();
  result.simulated = queue_.now() - SimTime{};
  result.hash = trace_.hash();
  result.leaders = oracles_.logs().leader_count();
  result.network = network_.counts();
  result.cluster = cluster_.counts();
  result.promises = oracles_.promise_count();
  result.digests_compared = oracles_.digests_compared();
  result.recovery = recovery_;
  result.fit = book_.fit();
  if (settings_.keep_history) result.edn = clients_.chronicle().to_edn();
  if (settings_.story != nullptr) settings_.story->ended(queue_.now(), tell_calls(clients_.chronicle()));
  return result;
}

void World::go_on() {
  for (std::uint64_t n = 1; n <= plan_.nodes; ++n) cluster_.start(NodeId{n});
  clients_.begin();
  begin_stage(Stage::Warmup, plan_.span.warmup);
  while (stage_ != Stage::Over && findings_.is_clean() && unknown_.empty()) {
    PAWL_CHECK(!queue_.empty());
    if (settings_.branch && trace_.events() == settings_.branch->at) book_.branch(settings_.branch->seed);
    const Event event = queue_.pop();
    trace_.happens(event);
    findings_.begin_step(trace_.events(), event);
    happens(event);
    advance();
    if (trace_.events() >= kEventsMax)
      unknown_ = fmt::format("the run did not end within {} events", kEventsMax);
  }
}

void World::happens(const Event& event) {
  switch (event.kind) {
    case EventKind::RequestArrives:
    case EventKind::ReplyArrives:
    case EventKind::ClientTimer: return clients_.happens(event);
    case EventKind::FaultBegins:
    case EventKind::FaultEnds: return nemesis_.happens(event);
    case EventKind::Phase:
      if (event.slot == static_cast<std::uint32_t>(stage_)) too_late();
      return;
    default: return cluster_.happens(event);
  }
}

void World::begin_stage(Stage stage, Duration at_most) {
  stage_ = stage;
  queue_.plan_in(at_most, EventKind::Phase, 0, static_cast<std::uint32_t>(stage), 0);
}

/// The time of the stage is over: the first two end by it, the others should have ended before.
void World::too_late() {
  const Duration timeout = plan_.options.raft.election_timeout;
  switch (stage_) {
    case Stage::Warmup: return begin_faults();
    case Stage::Faults: return end_faults();
    case Stage::Recovering:
      return findings_.violated(
          oracle::kRecovery,
          fmt::format("nothing was acknowledged within {} election timeouts ({} ms) "
                      "after the faults",
                      plan_.span.recover_timeouts, timeout.ns * plan_.span.recover_timeouts / 1'000'000));
    case Stage::Draining:
      return findings_.violated(oracle::kAnswers, "a client's call did not end by its deadline");
    case Stage::Converging:
      return findings_.violated(
          oracle::kConvergence,
          fmt::format("the nodes did not come to stand equal within {} election timeouts",
                      plan_.span.converge_timeouts));
    case Stage::Reading: return findings_.violated(oracle::kAnswers, "reads at the end were not answered");
    case Stage::Over: return;
  }
}

void World::begin_faults() {
  nemesis_.begin();
  begin_stage(Stage::Faults, plan_.span.faults);
}

void World::end_faults() {
  trace_.tell(queue_.now(), kNobody, [] { return std::string("the faults are over"); });
  Stream& choices = book_.stream("end");
  std::vector<NodeId> away;
  auto how = Absence::Down;
  if (choices.chance("end.away", plan_.span.minority_away_ppm)) {
    how = static_cast<Absence>(choices.choose("end.how", kAbsenceCount));
    for (std::uint32_t i = 0; i < (plan_.nodes - 1) / 2; ++i) {
      const NodeId node{1 + choices.choose("end.node", plan_.nodes)};
      // Often whoever leads now.
      const bool is_leader = i == 0 && cluster_.leader() != kNobody && choices.chance("end.leader", 500'000);
      away.push_back(is_leader ? cluster_.leader() : node);
    }
    std::sort(away.begin(), away.end());
    away.erase(std::unique(away.begin(), away.end()), away.end());
    trace_.tell(queue_.now(), away.front(), [] { return std::string("stays away, and maybe others"); });
  }
  nemesis_.end(away, how);
  clients_.become_perfect();
  faults_ended_ = queue_.now();
  ClientPlan plan;
  plan.forward_ppm = 0;
  awaited_client_ = clients_.begin_one(plan, 0, [](Session& me) { probe(me, "probe"); });
  begin_stage(Stage::Recovering, plan_.options.raft.election_timeout * plan_.span.recover_timeouts);
}

void World::advance() {
  switch (stage_) {
    case Stage::Recovering:
      if (!clients_.is_done(awaited_client_)) return;
      recovery_ = queue_.now() - faults_ended_;
      trace_.tell(queue_.now(), kNobody, [] { return std::string("the cluster serves again"); });
      nemesis_.come_back();
      clients_.stop();
      return begin_stage(Stage::Draining, seconds(120));
    case Stage::Draining:
      if (!clients_.is_done()) return;
      return begin_stage(Stage::Converging,
                         plan_.options.raft.election_timeout * plan_.span.converge_timeouts);
    case Stage::Converging:
      if (!is_converged()) return;
      trace_.tell(queue_.now(), kNobody, [] { return std::string("all nodes are equal"); });
      awaited_client_ = clients_.begin_one(ClientPlan{}, 0, read_all);
      return begin_stage(Stage::Reading, seconds(120));
    case Stage::Reading:
      if (clients_.is_done(awaited_client_)) stage_ = Stage::Over;
      return;
    default: return;
  }
}

bool World::is_converged() const {
  const NodeId leader = cluster_.leader();
  if (leader == kNobody) return false;
  const node::Status& first = cluster_.status(leader);
  if (first.applied != first.raft.last) return false;
  for (std::uint64_t n = 1; n <= plan_.nodes; ++n) {
    if (!cluster_.is_up(NodeId{n})) return false;
    const node::Status& status = cluster_.status(NodeId{n});
    if (status.applied != first.applied || status.digest != first.digest) return false;
  }
  return true;
}

std::vector<Floor> World::floors(const HistoryCounts& counts) const {
  const ExpectPlan& expect = plan_.expect;
  std::vector<Floor> floors{{"acknowledged requests", counts.acknowledged, expect.acknowledged_min},
                            {"terms with a leader", oracles_.logs().leader_count(), expect.leaders_min},
                            {"replays of keys", counts.replays, expect.replays_min},
                            {"reads", counts.reads, expect.reads_min},
                            {"expired keys", counts.expired, expect.expired_min},
                            {"exhausted sequences", counts.exhausted, expect.exhausted_min},
                            {"compactions", cluster_.counts().compactions, expect.compactions_min}};
  for (std::size_t i = 0; i < plan_.faults.size(); ++i)
    floors.push_back({name_of(plan_.faults[i].kind), nemesis_.occurrences(i), expect.faults_min});
  return floors;
}

}  // namespace pawl::sim
