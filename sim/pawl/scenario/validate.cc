#include "sim/pawl/scenario/validate.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "core/base/limits.h"
#include "sim/pawl/system.h"
#include "sim/scenario/aims.h"
#include "sim/scenario/validate.h"

namespace pawl::sim {
namespace {

namespace pb = google::protobuf;

constexpr std::array<std::string_view, 6> kFrom1{"election_timeout_ms", "heartbeat_ms",
                                                 "forward_timeout_ms",  "retention_ms",
                                                 "retention_count",     "sequences"};

Complaint check_cluster(const proto::Scenario& scenario, const Spot& top) {
  const proto::Cluster& cluster = scenario.cluster();
  if (Complaint it = check_hosts(top, "cluster", cluster.nodes())) return it;
  if (cluster.name_bytes_max().max() > static_cast<std::int64_t>(kNameBytesMax) ||
      cluster.key_bytes_max().max() > static_cast<std::int64_t>(kKeyBytesMax) ||
      cluster.reserve_count_max().max() > kReserveCountMax)
    return complaint_at(top, "cluster", -1,
                        "cluster: a limit of requests is above what the log may hold (core/base/limits.h)");
  const std::int64_t heartbeat = cluster.has_heartbeat_ms() ? cluster.heartbeat_ms().max() : 50;
  const std::int64_t election = cluster.has_election_timeout_ms() ? cluster.election_timeout_ms().min() : 300;
  if (heartbeat * 2 > election)
    return complaint_at(
        top, "cluster", -1,
        fmt::format("cluster: heartbeat_ms ({}) must be at most half of election_timeout_ms ({})", heartbeat,
                    election));
  return std::nullopt;
}

Complaint check_clients(const proto::Scenario& scenario, const Spot& top) {
  if (scenario.clients().empty())
    return complaint_at(top, "title", -1,
                        "no clients: nobody would notice a wrong answer; add `clients { script: NEXT }`");
  std::uint32_t clients = 0;
  for (int i = 0; i < scenario.clients_size(); ++i) {
    const proto::Clients& group = scenario.clients(i);
    clients += largest_of(group.count(), 1);
    if (clients > kClientsMax)
      return complaint_at(top, "clients", i, fmt::format("clients: more than {} in all", kClientsMax));
    if (largest_of(group.sequences(), 1) > 1000)
      return complaint_at(top, "clients", i, "clients: more than 1000 sequences");
  }
  return std::nullopt;
}

}  // namespace

std::expected<void, std::string> validate(const proto::Scenario& scenario,
                                          const pb::TextFormat::ParseInfoTree& places) {
  const Spot top{scenario, &places};
  if (Complaint it = check_numbers(top, kFrom1)) return std::unexpected(*it);
  if (Complaint it = check_cluster(scenario, top)) return std::unexpected(*it);
  if (Complaint it = check_clients(scenario, top)) return std::unexpected(*it);
  if (Complaint it = check_faults(top, scenario.fault(), aim_names<Pawl>())) return std::unexpected(*it);
  return {};
}

}  // namespace pawl::sim
