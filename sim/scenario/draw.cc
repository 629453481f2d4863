#include "sim/scenario/draw.h"

#include <array>

#include "sim/scenario/aims.h"

namespace pawl::sim {
namespace {

namespace pb = google::protobuf;

FaultPlan draw_fault(const proto::Fault& fault, std::uint32_t place, std::span<const std::string_view> aims,
                     Stream& choices) {
  FaultPlan plan;
  plan.kind = static_cast<FaultKind>(fault.kind());
  plan.place = place;
  plan.every_ms = one_of("fault_every", fault.every_ms(), plan.every_ms, choices);
  plan.lasts_ms = one_of("fault_lasts", fault.lasts_ms(), plan.lasts_ms, choices);
  plan.jump_ms = one_of("fault_jump", fault.jump_ms(), plan.jump_ms, choices);
  plan.slow_factor = one_of("fault_slow", fault.slow_factor(), plan.slow_factor, choices);
  plan.loss_ppm = ppm_one_of("fault_loss", fault.loss_permille(), choices, 300);
  plan.aims = aims_of(fault, aims);
  return plan;
}

}  // namespace

std::uint64_t ppm_one_of(const char* label, const pb::RepeatedField<std::uint32_t>& permille, Stream& choices,
                         std::uint64_t otherwise_permille) {
  return one_of(label, permille, otherwise_permille, choices) * 1000;
}

bool has(const char* label, std::uint32_t runs_percent, Stream& choices) {
  return choices.chance(label, std::uint64_t{runs_percent} * 10'000);
}

std::uint32_t places_of(const pb::RepeatedField<std::uint32_t>& counts, std::uint32_t drawn) {
  std::uint32_t places = drawn;
  for (const std::uint32_t count : counts) places = std::max(places, count);
  return places;
}

// One draw a statement: compilers differ in the order in which they evaluate what stands in one, so each
// field has its own.

NetworkPlan draw_network(const proto::Network& network, Stream& choices) {
  NetworkPlan plan;
  plan.delay_us = one_of("delay", network.delay_us(), plan.delay_us, choices);
  plan.loss_ppm = ppm_one_of("loss", network.loss_permille(), choices, 0);
  plan.duplicate_ppm = ppm_one_of("duplicate", network.duplicate_permille(), choices, 0);
  plan.straggle_ppm = ppm_one_of("straggle", network.straggle_permille(), choices, 0);
  plan.straggle_ms = one_of("straggle_ms", network.straggle_ms(), plan.straggle_ms, choices);
  plan.held_ppm = ppm_one_of("held", network.held_permille(), choices, 0);
  plan.wire_round_trip_ppm = ppm_one_of("wire_round_trip", network.wire_round_trip_permille(), choices, 0);
  plan.client_loss_ppm = ppm_one_of("client_loss", network.client_loss_permille(), choices, 0);
  plan.client_straggle_ppm = ppm_one_of("client_straggle", network.client_straggle_permille(), choices, 0);
  plan.client_duplicate_ppm = ppm_one_of("client_duplicate", network.client_duplicate_permille(), choices, 0);
  plan.hang_up_ppm = ppm_one_of("hang_up", network.hang_up_permille(), choices, 700);
  return plan;
}

DiskPlan draw_disk(const proto::Disk& disk, Stream& choices) {
  DiskPlan plan;
  plan.sync_us = one_of("sync", disk.sync_us(), plan.sync_us, choices);
  plan.stall_ppm = ppm_one_of("stall", disk.stall_permille(), choices, 0);
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

std::vector<FaultPlan> draw_faults(const pb::RepeatedPtrField<proto::Fault>& faults, const proto::Span& span,
                                   std::span<const std::string_view> aims, Stream& choices) {
  std::vector<FaultPlan> all;
  std::vector<FaultPlan> some;
  std::array<std::uint32_t, kFaultKindCount> places{};
  for (const proto::Fault& fault : faults) {
    all.push_back(draw_fault(fault, ++places[static_cast<std::size_t>(fault.kind())], aims, choices));
    if (has("has_fault", fault.runs_percent(), choices)) some.push_back(all.back());
  }
  if (has("has_few_faults", span.few_faults_percent(), choices)) {
    const std::uint64_t which = choices.choose("the_fault", all.size() + 1, 0);
    return which == 0 ? std::vector<FaultPlan>{} : std::vector{all[which - 1]};
  }
  if (span.one_fault_a_run() && !some.empty()) return {some[choices.choose("which_fault", some.size())]};
  return some;
}

SpanPlan draw_span(const proto::Span& span, Duration timeout, Stream& choices) {
  SpanPlan plan;
  plan.warmup = milliseconds(one_of("warmup", span.warmup_ms(), std::int64_t{1000}, choices));
  plan.faults = milliseconds(one_of("faults", span.faults_ms(), std::int64_t{15'000}, choices));
  plan.recover = timeout * span.recover_timeouts();
  plan.converge = timeout * span.converge_timeouts();
  plan.minority_away_ppm = std::uint64_t{span.minority_away_percent()} * 10'000;
  return plan;
}

}  // namespace pawl::sim
