#include "sim/pawl/oracle/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "sim/pawl/oracle/rules.h"

namespace pawl::sim {
namespace {

/// From the end of a fault until the cluster counts as quiet again.
constexpr Duration kSettling = seconds(2);
/// The nodes of a CRASH_ALL come back one after another, within this after its end.
constexpr Duration kAllBack = milliseconds(300);

std::int64_t in_ms(Duration duration) { return duration.ns / 1'000'000; }

/// How long after `begin` the first call was acknowledged that began since; none: no such call was.
std::optional<Duration> first_ack_after(const Chronicle& chronicle, SimTime begin) {
  std::optional<Duration> first;
  for (const CallRecord& call : chronicle.calls()) {
    if (!call.is_ok() || call.started < begin) continue;
    if (!first || call.ended - begin < *first) first = call.ended - begin;
  }
  return first;
}

void judge_first_acks(const ServiceSeen& seen, Findings& findings) {
  constexpr std::uint64_t kSeveral = 4;
  const ExpectPlan& expect = seen.plan.expect;
  const Duration timeout = seen.plan.options.raft.election_timeout;
  std::uint64_t kills = 0;
  Duration quickest{INT64_MAX};
  for (const Occurrence& fault : seen.faults) {
    if (fault.ended >= seen.faults_ended) continue;
    const SimTime begin = fault.kind == FaultKind::CrashAll ? fault.ended + kAllBack : fault.began;
    const auto first = first_ack_after(seen.chronicle, begin);
    if (expect.first_ack_timeouts != 0 && (!first || *first > timeout * expect.first_ack_timeouts))
      findings.violated(
          oracle::kService,
          fmt::format("{} at {} ms: the first acknowledgement came after {} ms, {} election timeouts "
                      "({} ms) are allowed",
                      name_of(fault.kind), in_ms(begin - SimTime{}), first ? in_ms(*first) : -1,
                      expect.first_ack_timeouts, in_ms(timeout * expect.first_ack_timeouts)));
    if (fault.kind != FaultKind::KillLeader || !first) continue;
    ++kills;
    quickest = std::min(quickest, *first);
  }
  const Duration most = nanoseconds(timeout.ns / 100 * expect.quickest_ack_percent);
  if (expect.quickest_ack_percent != 0 && kills >= kSeveral && quickest > most)
    findings.violated(
        oracle::kService,
        fmt::format("the leader died {} times with closed connections, and the quickest acknowledgement "
                    "came after {} ms, {} ms are allowed",
                    kills, in_ms(quickest), in_ms(most)));
}

void judge_hand_overs(const ServiceSeen& seen, Findings& findings) {
  const Duration timeout = seen.plan.options.raft.election_timeout;
  const Duration most = nanoseconds(timeout.ns / 100 * seen.plan.expect.hand_over_percent);
  for (const Occurrence& fault : seen.faults) {
    if (fault.kind != FaultKind::Retire || fault.ended >= seen.faults_ended) continue;
    const auto next = std::find_if(seen.elections.begin(), seen.elections.end(),
                                   [&](const Election& election) { return election.at >= fault.began; });
    // Only a leader has something to hand over.
    if (next == seen.elections.begin() || (next - 1)->node.value != fault.host.value) continue;
    if (next == seen.elections.end() || next->at - fault.began > most || next->node.value == fault.host.value)
      findings.violated(oracle::kService,
                        fmt::format("leader {} was asked to leave at {} ms, and nobody else led within {} ms",
                                    fault.host.value, in_ms(fault.began - SimTime{}), in_ms(most)));
  }
}

/// Whether no fault stands, stood lately, or comes while the call is under way.
bool is_quiet(const ServiceSeen& seen, const CallRecord& call) {
  if (call.started < SimTime{} + seen.plan.span.warmup || call.ended > seen.faults_ended) return false;
  return std::none_of(seen.faults.begin(), seen.faults.end(), [&](const Occurrence& fault) {
    return call.ended >= fault.began && (fault.ended == kSimNever || call.started <= fault.ended + kSettling);
  });
}

void judge_quiet(const ServiceSeen& seen, Findings& findings) {
  constexpr std::size_t kEnough = 100;
  const Duration heartbeat = seen.plan.options.raft.heartbeat_interval;
  const Duration most = nanoseconds(heartbeat.ns / 100 * seen.plan.expect.quiet_p99_percent);
  std::vector<Duration> requests;
  std::vector<Duration> reads;
  for (const CallRecord& call : seen.chronicle.calls())
    if (call.is_ok() && is_quiet(seen, call))
      (call.request() != nullptr ? requests : reads).push_back(call.ended - call.started);
  const auto judge = [&](std::string_view what, std::vector<Duration>& times) {
    if (times.size() < kEnough) return;
    std::sort(times.begin(), times.end());
    const Duration p99 = times[(times.size() * 99 + 99) / 100 - 1];
    if (p99 > most)
      findings.violated(oracle::kService,
                        fmt::format("in quiet 99 of 100 {} take up to {} us, {} us are allowed", what,
                                    p99.ns / 1000, most.ns / 1000));
  };
  judge("requests", requests);
  judge("reads", reads);
}

}  // namespace

void judge_service(const ServiceSeen& seen, Findings& findings) {
  const ExpectPlan& expect = seen.plan.expect;
  if (!findings.is_clean()) return;
  if (expect.first_ack_timeouts != 0 || expect.quickest_ack_percent != 0) judge_first_acks(seen, findings);
  if (expect.hand_over_percent != 0) judge_hand_overs(seen, findings);
  if (expect.quiet_p99_percent != 0) judge_quiet(seen, findings);
}

}  // namespace pawl::sim
