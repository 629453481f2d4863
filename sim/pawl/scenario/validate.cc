#include "sim/pawl/scenario/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/base/limits.h"
#include "sim/system/system.h"

namespace pawl::sim {
namespace {

namespace pb = google::protobuf;
using Places = pb::TextFormat::ParseInfoTree;
using Fault = std::optional<std::string>;

constexpr std::int64_t kMillisMax = 86'400'000;

/// One message of the scenario and where it stands in the file.
struct Spot {
  const pb::Message& message;
  const Places* places;
};

std::string at(const Spot& spot, const pb::FieldDescriptor& field, int index, std::string_view text) {
  if (spot.places != nullptr) {
    pb::TextFormat::ParseLocation place = spot.places->GetLocation(&field, index);
    // Of a list in brackets only its beginning is known.
    for (int i = index; i > 0 && place.line < 0; --i) place = spot.places->GetLocation(&field, i - 1);
    if (place.line >= 0) return fmt::format("{}:{}: {}", place.line + 1, place.column + 1, text);
  }
  return fmt::format("1:1: {}", text);
}

bool ends_with(const pb::FieldDescriptor& field, std::string_view end) {
  return std::string_view(field.name()).ends_with(end);
}

/// The largest sensible number by the unit at the end of the field's name.
std::int64_t largest(const pb::FieldDescriptor& field) {
  if (ends_with(field, "_permille")) return 1000;
  if (ends_with(field, "_percent")) return 100;
  if (ends_with(field, "_us")) return kMillisMax * 1000;
  if (ends_with(field, "_ms")) return kMillisMax;
  if (ends_with(field, "_ppm_max")) return 100'000;
  if (ends_with(field, "_timeouts")) return 10'000;
  return std::int64_t{1} << 40;
}

std::int64_t smallest(const pb::FieldDescriptor& field) {
  const std::string& name = field.name();
  if (name == "wall_off_ms" || name == "jump_ms") return -kMillisMax;
  if (name == "election_timeout_ms" || name == "heartbeat_ms" || name == "every_ms" ||
      ends_with(field, "_max") || ends_with(field, "_timeouts") || name == "slow_factor" ||
      name == "forward_timeout_ms" || name == "retention_ms" || name == "retention_count" ||
      name == "sequences" || name == "count")
    return name == "drift_ppm_max" ? 0 : 1;
  return 0;
}

Fault check_range(const Spot& spot, const pb::FieldDescriptor& field, int index, const proto::Range& range) {
  const std::string& name = field.name();
  if (range.min() > range.max())
    return at(spot, field, index,
              fmt::format("{}: min {} is above max {}; swap them", name, range.min(), range.max()));
  if (range.min() < smallest(field))
    return at(spot, field, index, fmt::format("{}: min {} is below {}", name, range.min(), smallest(field)));
  if (range.max() > largest(field))
    return at(spot, field, index, fmt::format("{}: max {} is above {}", name, range.max(), largest(field)));
  return std::nullopt;
}

/// `index` is -1 where the field stands once at most.
Fault check_number(const Spot& spot, const pb::FieldDescriptor& field, int index, std::int64_t number) {
  if (number >= smallest(field) && number <= largest(field)) return std::nullopt;
  return at(spot, field, index,
            fmt::format("{}: {} is outside {} to {}", field.name(), number, smallest(field), largest(field)));
}

Fault check_numbers(const Spot& spot, const pb::FieldDescriptor& field) {
  const pb::Reflection& reflection = *spot.message.GetReflection();
  if (!field.is_repeated()) return check_number(spot, field, -1, reflection.GetUInt32(spot.message, &field));
  for (int i = 0; i < reflection.FieldSize(spot.message, &field); ++i) {
    const std::int64_t number = reflection.GetRepeatedUInt32(spot.message, &field, i);
    if (Fault fault = check_number(spot, field, i, number)) return fault;
  }
  return std::nullopt;
}

/// Checks every number and range of the message and of those inside it; they nest three deep at most.
Fault check_fields(const Spot& spot) {
  const pb::Reflection& reflection = *spot.message.GetReflection();
  std::vector<const pb::FieldDescriptor*> fields;
  reflection.ListFields(spot.message, &fields);
  for (const pb::FieldDescriptor* field : fields) {
    if (field->cpp_type() == pb::FieldDescriptor::CPPTYPE_UINT32) {
      if (Fault fault = check_numbers(spot, *field)) return fault;
    }
    if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection.FieldSize(spot.message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const pb::Message& inner = field->is_repeated() ? reflection.GetRepeatedMessage(spot.message, field, i)
                                                      : reflection.GetMessage(spot.message, field);
      const int place = field->is_repeated() ? i : -1;
      if (const auto* range = dynamic_cast<const proto::Range*>(&inner)) {
        if (Fault fault = check_range(spot, *field, place, *range)) return fault;
        continue;
      }
      const Places* places = spot.places == nullptr ? nullptr : spot.places->GetTreeForNested(field, place);
      if (Fault fault = check_fields({inner, places})) return fault;
    }
  }
  return std::nullopt;
}

Fault check_cluster(const proto::Scenario& scenario, const Spot& top) {
  const proto::Cluster& cluster = scenario.cluster();
  const pb::FieldDescriptor& field = *scenario.GetDescriptor()->FindFieldByName("cluster");
  for (const std::uint32_t nodes : cluster.nodes())
    if (nodes < 1 || nodes > kHostsMax)
      return at(top, field, -1,
                fmt::format("cluster: {} nodes; between 1 and {} can be run", nodes, kHostsMax));
  if (cluster.name_bytes_max().max() > static_cast<std::int64_t>(kNameBytesMax) ||
      cluster.key_bytes_max().max() > static_cast<std::int64_t>(kKeyBytesMax) ||
      cluster.reserve_count_max().max() > kReserveCountMax)
    return at(top, field, -1,
              "cluster: a limit of requests is above what the log may hold (core/base/limits.h)");
  const std::int64_t heartbeat = cluster.has_heartbeat_ms() ? cluster.heartbeat_ms().max() : 50;
  const std::int64_t election = cluster.has_election_timeout_ms() ? cluster.election_timeout_ms().min() : 300;
  if (heartbeat * 2 > election)
    return at(top, field, -1,
              fmt::format("cluster: heartbeat_ms ({}) must be at most half of election_timeout_ms ({})",
                          heartbeat, election));
  return std::nullopt;
}

std::uint32_t largest_of(const pb::RepeatedField<std::uint32_t>& numbers, std::uint32_t otherwise) {
  return numbers.empty() ? otherwise : *std::max_element(numbers.begin(), numbers.end());
}

Fault check_story(const proto::Scenario& scenario, const Spot& top) {
  const pb::Descriptor& type = *scenario.GetDescriptor();
  if (scenario.clients().empty())
    return at(top, *type.FindFieldByName("title"), -1,
              "no clients: nobody would notice a wrong answer; add `clients { script: NEXT }`");
  std::uint32_t clients = 0;
  for (int i = 0; i < scenario.clients_size(); ++i) {
    const proto::Clients& group = scenario.clients(i);
    clients += largest_of(group.count(), 1);
    if (clients > 1000) return at(top, *type.FindFieldByName("clients"), i, "clients: more than 1000 in all");
    if (largest_of(group.sequences(), 1) > 1000)
      return at(top, *type.FindFieldByName("clients"), i, "clients: more than 1000 sequences");
  }
  for (int i = 0; i < scenario.fault_size(); ++i) {
    const proto::Fault& fault = scenario.fault(i);
    if (fault.kind() == proto::Fault::CLOCK_JUMP && fault.jump_ms().empty())
      return at(top, *type.FindFieldByName("fault"), i,
                "fault: CLOCK_JUMP needs jump_ms { min: .. max: .. }");
  }
  return std::nullopt;
}

}  // namespace

std::expected<void, std::string> validate(const proto::Scenario& scenario, const Places& places) {
  const Spot top{scenario, &places};
  if (Fault fault = check_fields(top)) return std::unexpected(*fault);
  if (Fault fault = check_cluster(scenario, top)) return std::unexpected(*fault);
  if (Fault fault = check_story(scenario, top)) return std::unexpected(*fault);
  return {};
}

}  // namespace pawl::sim
