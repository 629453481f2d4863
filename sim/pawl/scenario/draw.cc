// Makes of a scenario the plan of one run: every range is drawn here, before anything begins.

#include "sim/pawl/scenario/scenario.h"
#include "sim/scenario.pb.h"
#include "sim/world/victims.h"

namespace pawl::sim {
namespace {

Range range_of(const proto::Range& range) { return {range.min(), range.max()}; }
Range range_or(bool is_given, const proto::Range& range, Range otherwise) {
  return is_given ? range_of(range) : otherwise;
}
std::uint64_t ppm_of(std::uint32_t permille) { return std::uint64_t{permille} * 1000; }

void draw_raft(const proto::Cluster& cluster, Stream& choices, raft::Options& options) {
  const auto millis = [&](const char* label, const proto::Range& range) {
    return milliseconds(choices.extreme(label, range_of(range), Quiet::Most));
  };
  const auto count = [&](const char* label, const proto::Range& range) {
    return static_cast<std::uint64_t>(choices.extreme(label, range_of(range), Quiet::Most));
  };
  if (cluster.has_election_timeout_ms())
    options.election_timeout = millis("election_timeout", cluster.election_timeout_ms());
  if (cluster.has_heartbeat_ms()) options.heartbeat_interval = millis("heartbeat", cluster.heartbeat_ms());
  if (cluster.has_append_bytes_max())
    options.append_bytes_max = count("append_bytes", cluster.append_bytes_max());
  if (cluster.has_inflight_bytes_max())
    options.inflight_bytes_max = count("inflight_bytes", cluster.inflight_bytes_max());
  if (cluster.has_compaction_keep())
    options.compaction_keep = count("compaction_keep", cluster.compaction_keep());
  for (std::uint64_t node = 1; node <= cluster.nodes(); ++node)
    options.members.voters.push_back(NodeId{node});
}

void draw_node(const proto::Cluster& cluster, Stream& choices, node::Options& options) {
  const auto millis = [&](const char* label, const proto::Range& range) {
    return milliseconds(choices.extreme(label, range_of(range), Quiet::Most));
  };
  const auto count = [&](const char* label, const proto::Range& range) {
    return static_cast<std::uint64_t>(choices.extreme(label, range_of(range), Quiet::Most));
  };
  draw_raft(cluster, choices, options.raft);
  if (cluster.has_entry_requests_max())
    options.entry_requests_max = count("entry_requests", cluster.entry_requests_max());
  if (cluster.has_entry_bytes_max())
    options.entry_bytes_max = count("entry_bytes", cluster.entry_bytes_max());
  if (cluster.has_waiting_bytes_max())
    options.waiting_bytes_max = count("waiting_bytes", cluster.waiting_bytes_max());
  if (cluster.has_waiting_count_max())
    options.waiting_count_max = count("waiting_count", cluster.waiting_count_max());
  if (cluster.has_forward_timeout_ms())
    options.forward_timeout = millis("forward_timeout", cluster.forward_timeout_ms());
  if (cluster.has_forwarded_ids_max())
    options.forwarded_ids_max = count("forwarded_ids", cluster.forwarded_ids_max());
  if (cluster.has_retention_ms()) options.retention.time = millis("retention_time", cluster.retention_ms());
  if (cluster.has_retention_count())
    options.retention.count = count("retention_count", cluster.retention_count());
  if (cluster.has_key_ahead_ms())
    options.retention.key_ahead_max = millis("key_ahead", cluster.key_ahead_ms());
}

NetworkPlan network_of(const proto::Network& network) {
  const NetworkPlan usual;
  return {.delay_us = range_or(network.has_delay_us(), network.delay_us(), usual.delay_us),
          .loss_ppm = ppm_of(network.loss_permille()),
          .duplicate_ppm = ppm_of(network.duplicate_permille()),
          .straggle_ppm = ppm_of(network.straggle_permille()),
          .straggle_ms = range_or(network.has_straggle_ms(), network.straggle_ms(), usual.straggle_ms),
          .held_ppm = ppm_of(network.held_permille()),
          .wire_round_trip_ppm = ppm_of(network.wire_round_trip_permille()),
          .client_loss_ppm = ppm_of(network.client_loss_permille()),
          .hang_up_ppm = ppm_of(network.hang_up_permille())};
}

DiskPlan disk_of(const proto::Disk& disk) {
  const DiskPlan usual;
  return {.sync_us = range_or(disk.has_sync_us(), disk.sync_us(), usual.sync_us),
          .stall_ppm = ppm_of(disk.stall_permille()),
          .stall_ms = range_or(disk.has_stall_ms(), disk.stall_ms(), usual.stall_ms),
          .lazy_ms = range_or(disk.has_lazy_ms(), disk.lazy_ms(), usual.lazy_ms)};
}

ClientPlan clients_of(const proto::Clients& clients) {
  ClientPlan plan;
  plan.count = clients.count();
  plan.think_us = range_or(clients.has_think_us(), clients.think_us(), plan.think_us);
  plan.script = static_cast<Script>(clients.script());
  plan.sequences = clients.sequences();
  plan.forward_ppm = ppm_of(clients.forward_permille());
  plan.late_ms = range_or(clients.has_late_ms(), clients.late_ms(), plan.late_ms);
  return plan;
}

FaultPlan fault_of(const proto::Fault& fault, std::uint32_t place) {
  const FaultPlan usual;
  FaultPlan plan{.kind = static_cast<FaultKind>(fault.kind()),
                 .place = place,
                 .every_ms = range_or(fault.has_every_ms(), fault.every_ms(), usual.every_ms),
                 .lasts_ms = range_or(fault.has_lasts_ms(), fault.lasts_ms(), usual.lasts_ms),
                 .jump_ms = range_or(fault.has_jump_ms(), fault.jump_ms(), usual.jump_ms),
                 .aims = {},
                 .slow_factor = fault.slow_factor(),
                 .loss_ppm = ppm_of(fault.loss_permille())};
  plan.aims.clear();
  for (const int aim : fault.aim()) plan.aims.push_back(static_cast<Aim>(aim));
  if (plan.aims.empty())
    for (int aim = 0; aim < proto::Fault::Aim_ARRAYSIZE; ++aim) plan.aims.push_back(static_cast<Aim>(aim));
  return plan;
}

SpanPlan span_of(const proto::Span& span, Duration election_timeout) {
  return {.warmup = milliseconds(span.warmup_ms()),
          .faults = milliseconds(span.faults_ms()),
          .recover = election_timeout * span.recover_timeouts(),
          .converge = election_timeout * span.converge_timeouts(),
          .minority_away_ppm = std::uint64_t{span.minority_away_percent()} * 10'000};
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
  Plan plan;
  plan.scenario = file_;
  plan.hosts = scenario.cluster().nodes();
  draw_node(scenario.cluster(), choices, plan.options);
  const proto::Cluster& cluster = scenario.cluster();
  plan.turn_us = range_or(cluster.has_turn_us(), cluster.turn_us(), plan.turn_us);
  plan.timer_late_us = range_or(cluster.has_timer_late_us(), cluster.timer_late_us(), plan.timer_late_us);
  plan.network = network_of(scenario.network());
  plan.disk = disk_of(scenario.disk());
  plan.clock.drift_ppm_max = scenario.clocks().drift_ppm_max();
  if (scenario.clocks().has_wall_off_ms()) plan.clock.wall_off_ms = range_of(scenario.clocks().wall_off_ms());
  for (const proto::Clients& clients : scenario.clients()) plan.clients.push_back(clients_of(clients));
  std::array<std::uint32_t, kFaultKindCount> places{};
  for (const proto::Fault& fault : scenario.fault()) {
    const std::uint32_t place = ++places[static_cast<std::size_t>(fault.kind())];
    if (choices.chance("has_fault", std::uint64_t{fault.runs_percent()} * 10'000))
      plan.faults.push_back(fault_of(fault, place));
  }
  if (scenario.span().one_fault_a_run() && !plan.faults.empty())
    plan.faults = {plan.faults[choices.choose("which_fault", plan.faults.size())]};
  plan.span = span_of(scenario.span(), plan.options.raft.election_timeout);
  plan.expect = expect_of(scenario.expect());
  return plan;
}

}  // namespace pawl::sim
