// Makes of a scenario the plan of one run: every range is drawn here, before anything begins.

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/base/limits.h"
#include "sim/pawl/client/scripts.h"
#include "sim/pawl/scenario.pb.h"
#include "sim/pawl/scenario/scenario.h"
#include "sim/pawl/system.h"
#include "sim/scenario/aims.h"
#include "sim/scenario/draw.h"

namespace pawl::sim {
namespace {

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
    if (percent < 100 && !has("has_limit", percent, choices_)) return range.max();
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

// One draw a statement: compilers differ in the order in which they evaluate what stands in one.

/// Clients that this run does without keep their group's number, and the places of the clients behind them.
ClientPlan draw_clients(const proto::Clients& clients, Stream& choices) {
  ClientPlan plan;
  plan.script = static_cast<Script>(clients.script());
  plan.count = one_of("clients", clients.count(), plan.count, choices);
  plan.places = places_of(clients.count(), plan.count);
  plan.sequences = one_of("sequences", clients.sequences(), plan.sequences, choices);
  plan.think_us = one_of("think", clients.think_us(), plan.think_us, choices);
  plan.forward_ppm = ppm_one_of("forward", clients.forward_permille(), choices, 300);
  plan.late_ms = one_of("late", clients.late_ms(), plan.late_ms, choices);
  plan.wall_off_ms = one_of("client_wall", clients.wall_off_ms(), plan.wall_off_ms, choices);
  plan.death_ppm = ppm_one_of("client_death", clients.death_permille(), choices, 0);
  if (clients.runs_percent() < 100 && !has("has_clients", clients.runs_percent(), choices)) plan.count = 0;
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

/// What one of the numbers is where an old cluster begins: nothing, or a little before a number that readers
/// may take for its end.
std::uint64_t draw_number(const char* which, const char* back, std::uint64_t back_max, Stream& choices) {
  constexpr std::array<std::uint64_t, 4> kEnds{std::uint64_t{1} << 31U, std::uint64_t{1} << 32U,
                                               std::uint64_t{1} << 53U, kNumberMax};
  const std::uint64_t end = choices.choose(which, kEnds.size() + 1, 0);
  const std::uint64_t before = choices.choose(back, back_max, 0);
  return end == 0 ? 0 : kEnds[end - 1] - before;
}

/// Terms and indices end far behind where these begin: at their end no cluster serves.
std::uint64_t draw_distant(const char* which, const char* back, std::uint64_t back_max, Stream& choices) {
  return std::min(draw_number(which, back, back_max, choices), kRequestIndexMax - (1U << 20U));
}

Beginning draw_beginning(const Plan& plan, Stream& choices) {
  Beginning beginning;
  beginning.term = Term{draw_distant("begin.term", "begin.term_back", 32, choices)};
  beginning.index = LogIndex{draw_distant("begin.index", "begin.index_back", 1024, choices)};
  beginning.next_incarnation =
      std::max<std::uint64_t>(1, draw_number("begin.incarnation", "begin.incarnation_back", 64, choices));
  beginning.next_order =
      std::max<std::uint64_t>(1, draw_number("begin.order", "begin.order_back", 256, choices));
  beginning.revision = draw_number("begin.revision", "begin.revision_back", 256, choices);
  // A log has entries of terms.
  if (beginning.term == Term{}) beginning.index = LogIndex{};
  std::uint64_t incarnation = 0;
  for (std::uint32_t group = 0; group < plan.clients.size() && beginning.revision != 0; ++group) {
    const ClientPlan& clients = plan.clients[group];
    if (clients.script != Script::Next && clients.script != Script::Raw) continue;
    for (std::uint64_t i = 0; i < clients.sequences; ++i) {
      const machine::SequenceParameters parameters = parameters_of(clients.script, i);
      beginning.sequences.push_back({.name = sequence_name(group, i),
                                     .parameters = parameters,
                                     .current = parameters.initial,
                                     .revision = beginning.revision,
                                     .incarnation = ++incarnation});
    }
  }
  // Who asks after the faults must not depend on what can still be made.
  beginning.sequences.push_back({.name = "probe", .incarnation = ++incarnation});
  beginning.next_incarnation = std::max(beginning.next_incarnation, incarnation + 1);
  return beginning;
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
  plan.faults = draw_faults(scenario.fault(), scenario.span(), aim_names<Pawl>(), choices);
  if (has("begins_late", cluster.begins_late_percent(), choices))
    plan.beginning = draw_beginning(plan, choices);
  plan.span = draw_span(scenario.span(), plan.options.raft.election_timeout, choices);
  plan.expect = expect_of(scenario.expect());
  return plan;
}

}  // namespace pawl::sim
