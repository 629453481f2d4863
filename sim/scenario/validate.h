#pragma once
// Whether what a scenario says makes sense, as far as it is the same for every system.

#include <google/protobuf/text_format.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/scenario.pb.h"

namespace pawl::sim {

/// One message of a scenario and where it stands in the file.
struct Spot {
  const google::protobuf::Message& message;
  const google::protobuf::TextFormat::ParseInfoTree* places;
};

/// What is wrong, as `LINE:COLUMN: what is wrong and what to do`; nothing: nothing is.
using Complaint = std::optional<std::string>;

/// `index` is -1 where the field stands once at most.
std::string complaint_at(const Spot& spot, const google::protobuf::FieldDescriptor& field, int index,
                         std::string_view text);
/// The same for a field of the message by its name.
std::string complaint_at(const Spot& spot, std::string_view field, int index, std::string_view text);

/// Checks every number and range of the message and of those inside it, by the unit at the end of its name.
/// What is called like one of `from_1` is at least 1.
Complaint check_numbers(const Spot& top, std::span<const std::string_view> from_1);
/// Checks the field `fault` of the message.
Complaint check_faults(const Spot& top, const google::protobuf::RepeatedPtrField<proto::Fault>& faults,
                       std::span<const std::string_view> aims);
/// Checks how many hosts there are, which stands in or below `field`.
Complaint check_hosts(const Spot& top, std::string_view field,
                      const google::protobuf::RepeatedField<std::uint32_t>& counts);
/// Clients of one run, at most.
inline constexpr std::uint32_t kClientsMax = 1000;
std::uint32_t largest_of(const google::protobuf::RepeatedField<std::uint32_t>& numbers,
                         std::uint32_t otherwise);

}  // namespace pawl::sim
