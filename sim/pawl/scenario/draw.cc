// Makes of a scenario the plan of one run: every range is drawn here, before anything begins.

#include <algorithm>
#include <array>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "sim/pawl/scenario/scenario.h"
#include "sim/scenario.pb.h"
#include "sim/world/victims.h"

namespace pawl::sim {
namespace {

namespace pb = google::protobuf;

Range range_of(const proto::Range& range) { return {range.min(), range.max()}; }
std::uint64_t ppm_of(std::uint64_t permille) { return permille * 1000; }

/// What a run has of the values that a field lists: one of them, by choice, the first in a quiet run;
/// `otherwise` if the field does not stand in the file.
template <class Values, class Value>
Value one_of(const char* label, const Values& values, Value otherwise, Stream& choices) {
  if (values.empty()) return otherwise;
  const auto count = static_cast<std::uint64_t>(values.size());
  const std::uint64_t which = count == 1 ? 0 : choices.choose(label, count, 0);
  if constexpr (std::is_same_v<Value, Range>)
    return range_of(values.Get(static_cast<int>(which)));
  else
    return static_cast<Value>(values.Get(static_cast<int>(which)));
}

std::uint64_t ppm_one_of(const char* label, const pb::RepeatedField<std::uint32_t>& permille, Stream& choices,
                         std::uint64_t otherwise_permille = 0) {
  return ppm_of(one_of(label, permille, otherwise_permille, choices));
}

/// Draws what a cluster's ranges say, each anew.
class Knobs {
 public:
  Knobs(const proto::Cluster& cluster, Stream& choices) : cluster_(cluster), choices_(choices) {}

  void draw_time(const char* label, bool is_given, const proto::Range& range, Duration& time) {
    if (is_given) time = milliseconds(choices_.extreme(label, range_of(range), Quiet::Most));
  }
  /// Limits are small in a share of the runs.
  template <class Number>
  void draw_limit(const char* label, bool is_given, const proto::Range& range, Number& limit) {
    if (is_given) limit = static_cast<Number>(draw_limit(label, range));
  }
  void draw_limit(const char* label, bool is_given, const proto::Range& range, Duration& limit) {
    if (is_given) limit = milliseconds(draw_limit(label, range));
  }

 private:
  std::int64_t draw_limit(const char* label, const proto::Range& range) {
    const std::uint32_t percent = cluster_.limits_percent();
    if (percent < 100 && !choices_.chance("has_limit", std::uint64_t{percent} * 10'000)) return range.max();
    return choices_.extreme(label, range_of(range), Quiet::Most);
  }

  const proto::Cluster& cluster_;
  Stream& choices_;
};

void draw_node(const proto::Cluster& cluster, Stream& choices, node::Options& options) {
  Knobs knobs(cluster, choices);
  raft::Options& raft = options.raft;
  knobs.draw_time("election_timeout", cluster.has_election_timeout_ms(), cluster.election_timeout_ms(),
                  raft.election_timeout);
  knobs.draw_time("heartbeat", cluster.has_heartbeat_ms(), cluster.heartbeat_ms(), raft.heartbeat_interval);
  knobs.draw_limit("append_bytes", cluster.has_append_bytes_max(), cluster.append_bytes_max(),
                   raft.append_bytes_max);
  knobs.draw_limit("inflight_bytes", cluster.has_inflight_bytes_max(), cluster.inflight_bytes_max(),
                   raft.inflight_bytes_max);
  knobs.draw_limit("compaction_keep", cluster.has_compaction_keep(), cluster.compaction_keep(),
                   raft.compaction_keep);
  knobs.draw_limit("entry_requests", cluster.has_entry_requests_max(), cluster.entry_requests_max(),
                   options.entry_requests_max);
  knobs.draw_limit("entry_bytes", cluster.has_entry_bytes_max(), cluster.entry_bytes_max(),
                   options.entry_bytes_max);
  knobs.draw_limit("waiting_bytes", cluster.has_waiting_bytes_max(), cluster.waiting_bytes_max(),
                   options.waiting_bytes_max);
  knobs.draw_limit("waiting_count", cluster.has_waiting_count_max(), cluster.waiting_count_max(),
                   options.waiting_count_max);
  knobs.draw_limit("forward_timeout", cluster.has_forward_timeout_ms(), cluster.forward_timeout_ms(),
                   options.forward_timeout);
  knobs.draw_limit("forwarded_ids", cluster.has_forwarded_ids_max(), cluster.forwarded_ids_max(),
                   options.forwarded_ids_max);
  knobs.draw_limit("retention_time", cluster.has_retention_ms(), cluster.retention_ms(),
                   options.retention.time);
  knobs.draw_limit("retention_count", cluster.has_retention_count(), cluster.retention_count(),
                   options.retention.count);
  knobs.draw_limit("key_ahead", cluster.has_key_ahead_ms(), cluster.key_ahead_ms(),
                   options.retention.key_ahead_max);
  machine::RequestLimits& limits = options.request_limits;
  knobs.draw_limit("name_bytes", cluster.has_name_bytes_max(), cluster.name_bytes_max(),
                   limits.name_bytes_max);
  knobs.draw_limit("key_bytes", cluster.has_key_bytes_max(), cluster.key_bytes_max(), limits.key_bytes_max);
  knobs.draw_limit("reserve_count", cluster.has_reserve_count_max(), cluster.reserve_count_max(),
                   limits.reserve_count_max);
  knobs.draw_limit("list_page", cluster.has_list_page_max(), cluster.list_page_max(), limits.list_page_max);
}

// One draw a statement: compilers differ in the order in which they evaluate what stands in one, so each
// field has its own.

NetworkPlan draw_network(const proto::Network& network, Stream& choices) {
  NetworkPlan plan;
  plan.delay_us = one_of("delay", network.delay_us(), plan.delay_us, choices);
  plan.loss_ppm = ppm_one_of("loss", network.loss_permille(), choices);
  plan.duplicate_ppm = ppm_one_of("duplicate", network.duplicate_permille(), choices);
  plan.straggle_ppm = ppm_one_of("straggle", network.straggle_permille(), choices);
  plan.straggle_ms = one_of("straggle_ms", network.straggle_ms(), plan.straggle_ms, choices);
  plan.held_ppm = ppm_one_of("held", network.held_permille(), choices);
  plan.wire_round_trip_ppm = ppm_one_of("wire_round_trip", network.wire_round_trip_permille(), choices);
  plan.client_loss_ppm = ppm_one_of("client_loss", network.client_loss_permille(), choices);
  plan.hang_up_ppm = ppm_one_of("hang_up", network.hang_up_permille(), choices, 700);
  return plan;
}

DiskPlan draw_disk(const proto::Disk& disk, Stream& choices) {
  DiskPlan plan;
  plan.sync_us = one_of("sync", disk.sync_us(), plan.sync_us, choices);
  plan.stall_ppm = ppm_one_of("stall", disk.stall_permille(), choices);
  plan.stall_ms = one_of("stall_ms", disk.stall_ms(), plan.stall_ms, choices);
  plan.lazy_ms = one_of("lazy", disk.lazy_ms(), plan.lazy_ms, choices);
  return plan;
}

ClockPlan draw_clock(const proto::Clocks& clocks, Stream& choices) {
  ClockPlan plan;
  plan.drift_ppm_max = one_of("drift", clocks.drift_ppm_max(), plan.drift_ppm_max, choices);
  plan.wall_off_ms = one_of("wall_off", clocks.wall_off_ms(), plan.wall_off_ms, choices);
  return plan;
}

/// Clients that this run does without keep their group's number, and the places of the clients behind them.
ClientPlan draw_clients(const proto::Clients& clients, Stream& choices) {
  ClientPlan plan;
  plan.script = static_cast<Script>(clients.script());
  plan.count = one_of("clients", clients.count(), plan.count, choices);
  plan.places = plan.count;
  for (const std::uint32_t count : clients.count()) plan.places = std::max(plan.places, count);
  plan.sequences = one_of("sequences", clients.sequences(), plan.sequences, choices);
  plan.think_us = one_of("think", clients.think_us(), plan.think_us, choices);
  plan.forward_ppm = ppm_one_of("forward", clients.forward_permille(), choices, 300);
  plan.late_ms = one_of("late", clients.late_ms(), plan.late_ms, choices);
  const std::uint32_t percent = clients.runs_percent();
  if (percent < 100 && !choices.chance("has_clients", std::uint64_t{percent} * 10'000)) plan.count = 0;
  return plan;
}

FaultPlan draw_fault(const proto::Fault& fault, std::uint32_t place, Stream& choices) {
  FaultPlan plan;
  plan.kind = static_cast<FaultKind>(fault.kind());
  plan.place = place;
  plan.every_ms = one_of("fault_every", fault.every_ms(), plan.every_ms, choices);
  plan.lasts_ms = one_of("fault_lasts", fault.lasts_ms(), plan.lasts_ms, choices);
  plan.jump_ms = one_of("fault_jump", fault.jump_ms(), plan.jump_ms, choices);
  plan.slow_factor = one_of("fault_slow", fault.slow_factor(), plan.slow_factor, choices);
  plan.loss_ppm = ppm_one_of("fault_loss", fault.loss_permille(), choices, 300);
  plan.aims.clear();
  for (const int aim : fault.aim()) plan.aims.push_back(static_cast<Aim>(aim));
  if (plan.aims.empty())
    for (int aim = 0; aim < proto::Fault::Aim_ARRAYSIZE; ++aim) plan.aims.push_back(static_cast<Aim>(aim));
  return plan;
}

std::vector<FaultPlan> draw_faults(const proto::Scenario& scenario, Stream& choices) {
  std::vector<FaultPlan> all;
  std::vector<FaultPlan> some;
  std::array<std::uint32_t, kFaultKindCount> places{};
  for (const proto::Fault& fault : scenario.fault()) {
    all.push_back(draw_fault(fault, ++places[static_cast<std::size_t>(fault.kind())], choices));
    if (choices.chance("has_fault", std::uint64_t{fault.runs_percent()} * 10'000)) some.push_back(all.back());
  }
  const proto::Span& span = scenario.span();
  if (choices.chance("has_few_faults", std::uint64_t{span.few_faults_percent()} * 10'000)) {
    const std::uint64_t which = choices.choose("the_fault", all.size() + 1, 0);
    return which == 0 ? std::vector<FaultPlan>{} : std::vector{all[which - 1]};
  }
  if (span.one_fault_a_run() && !some.empty()) return {some[choices.choose("which_fault", some.size())]};
  return some;
}

SpanPlan draw_span(const proto::Span& span, Duration election_timeout, Stream& choices) {
  SpanPlan plan;
  plan.warmup = milliseconds(one_of("warmup", span.warmup_ms(), std::int64_t{1000}, choices));
  plan.faults = milliseconds(one_of("faults", span.faults_ms(), std::int64_t{15'000}, choices));
  plan.recover = election_timeout * span.recover_timeouts();
  plan.converge = election_timeout * span.converge_timeouts();
  plan.minority_away_ppm = std::uint64_t{span.minority_away_percent()} * 10'000;
  return plan;
}

ExpectPlan expect_of(const proto::Expect& expect) {
  return {.floors = {{"acknowledged", expect.acknowledged_min()},
                     {"leaders", expect.leaders_min()},
                     {"replays", expect.replays_min()},
                     {"reads", expect.reads_min()},
                     {"expired", expect.expired_min()},
                     {"exhausted", expect.exhausted_min()},
                     {"compactions", expect.compactions_min()}},
          .faults_min = expect.faults_min(),
          .one_leader_only = expect.one_leader_only(),
          .first_ack_timeouts = expect.first_ack_timeouts(),
          .quickest_ack_percent = expect.quickest_ack_percent(),
          .hand_over_percent = expect.hand_over_percent(),
          .quiet_p99_percent = expect.quiet_p99_percent()};
}

}  // namespace

Plan Scenario::draw(Stream& choices) const {
  const proto::Scenario& scenario = *message_;
  const proto::Cluster& cluster = scenario.cluster();
  Plan plan;
  plan.scenario = file_;
  plan.hosts = one_of("nodes", cluster.nodes(), plan.hosts, choices);
  for (std::uint64_t node = 1; node <= plan.hosts; ++node)
    plan.options.raft.members.voters.push_back(NodeId{node});
  draw_node(cluster, choices, plan.options);
  plan.goes_through_bytes = choices.chance("bytes", std::uint64_t{cluster.bytes_percent()} * 10'000);
  Knobs(cluster, choices)
      .draw_limit("cached_bytes", cluster.has_cached_bytes_max(), cluster.cached_bytes_max(),
                  plan.cached_bytes_max);
  plan.turn_us = one_of("turn", cluster.turn_us(), plan.turn_us, choices);
  plan.timer_late_us = one_of("timer_late", cluster.timer_late_us(), plan.timer_late_us, choices);
  plan.network = draw_network(scenario.network(), choices);
  plan.disk = draw_disk(scenario.disk(), choices);
  plan.clock = draw_clock(scenario.clocks(), choices);
  for (const proto::Clients& clients : scenario.clients())
    plan.clients.push_back(draw_clients(clients, choices));
  plan.faults = draw_faults(scenario, choices);
  plan.span = draw_span(scenario.span(), plan.options.raft.election_timeout, choices);
  plan.expect = expect_of(scenario.expect());
  return plan;
}

}  // namespace pawl::sim
