#include "sim/scenario/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "sim/scenario/aims.h"
#include "sim/system/system.h"

namespace pawl::sim {
namespace {

namespace pb = google::protobuf;
using Places = pb::TextFormat::ParseInfoTree;

constexpr std::int64_t kMillisMax = 86'400'000;

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

std::int64_t smallest(const pb::FieldDescriptor& field, std::span<const std::string_view> from_1) {
  static constexpr std::array<std::string_view, 4> kFrom1{"every_ms", "slow_factor", "count", "timeout_ms"};
  const std::string& name = field.name();
  if (name == "wall_off_ms" || name == "jump_ms") return -kMillisMax;
  if (name == "drift_ppm_max") return 0;
  const bool is_from_1 = ends_with(field, "_max") || ends_with(field, "_timeouts") ||
                         std::ranges::find(kFrom1, name) != kFrom1.end() ||
                         std::ranges::find(from_1, name) != from_1.end();
  return is_from_1 ? 1 : 0;
}

class Numbers {
 public:
  explicit Numbers(std::span<const std::string_view> from_1) : from_1_(from_1) {}

  /// They nest three deep at most.
  Complaint check(const Spot& spot) const {
    const pb::Reflection& reflection = *spot.message.GetReflection();
    std::vector<const pb::FieldDescriptor*> fields;
    reflection.ListFields(spot.message, &fields);
    for (const pb::FieldDescriptor* field : fields) {
      if (field->cpp_type() == pb::FieldDescriptor::CPPTYPE_UINT32) {
        if (Complaint it = check_number(spot, *field)) return it;
      }
      if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) continue;
      const int count = field->is_repeated() ? reflection.FieldSize(spot.message, field) : 1;
      for (int i = 0; i < count; ++i) {
        const pb::Message& inner = field->is_repeated()
                                       ? reflection.GetRepeatedMessage(spot.message, field, i)
                                       : reflection.GetMessage(spot.message, field);
        const int place = field->is_repeated() ? i : -1;
        if (const auto* range = dynamic_cast<const proto::Range*>(&inner)) {
          if (Complaint it = check_range(spot, *field, place, *range)) return it;
          continue;
        }
        const Places* places = spot.places == nullptr ? nullptr : spot.places->GetTreeForNested(field, place);
        if (Complaint it = check({inner, places})) return it;
      }
    }
    return std::nullopt;
  }

 private:
  Complaint check_range(const Spot& spot, const pb::FieldDescriptor& field, int index,
                        const proto::Range& range) const {
    const std::string& name = field.name();
    if (range.min() > range.max())
      return complaint_at(
          spot, field, index,
          fmt::format("{}: min {} is above max {}; swap them", name, range.min(), range.max()));
    if (const std::int64_t least = smallest(field, from_1_); range.min() < least)
      return complaint_at(spot, field, index,
                          fmt::format("{}: min {} is below {}", name, range.min(), least));
    if (range.max() > largest(field))
      return complaint_at(spot, field, index,
                          fmt::format("{}: max {} is above {}", name, range.max(), largest(field)));
    return std::nullopt;
  }

  Complaint check_number(const Spot& spot, const pb::FieldDescriptor& field, int index,
                         std::int64_t number) const {
    const std::int64_t least = smallest(field, from_1_);
    if (number >= least && number <= largest(field)) return std::nullopt;
    return complaint_at(
        spot, field, index,
        fmt::format("{}: {} is outside {} to {}", field.name(), number, least, largest(field)));
  }

  Complaint check_number(const Spot& spot, const pb::FieldDescriptor& field) const {
    const pb::Reflection& reflection = *spot.message.GetReflection();
    if (!field.is_repeated())
      return check_number(spot, field, -1, reflection.GetUInt32(spot.message, &field));
    for (int i = 0; i < reflection.FieldSize(spot.message, &field); ++i) {
      const std::int64_t number = reflection.GetRepeatedUInt32(spot.message, &field, i);
      if (Complaint it = check_number(spot, field, i, number)) return it;
    }
    return std::nullopt;
  }

  std::span<const std::string_view> from_1_;
};

}  // namespace

std::string complaint_at(const Spot& spot, const pb::FieldDescriptor& field, int index,
                         std::string_view text) {
  if (spot.places != nullptr) {
    pb::TextFormat::ParseLocation place = spot.places->GetLocation(&field, index);
    // Of a list in brackets only its beginning is known.
    for (int i = index; i > 0 && place.line < 0; --i) place = spot.places->GetLocation(&field, i - 1);
    if (place.line >= 0) return fmt::format("{}:{}: {}", place.line + 1, place.column + 1, text);
  }
  return fmt::format("1:1: {}", text);
}

std::string complaint_at(const Spot& spot, std::string_view field, int index, std::string_view text) {
  return complaint_at(spot, *spot.message.GetDescriptor()->FindFieldByName(std::string(field)), index, text);
}

Complaint check_numbers(const Spot& top, std::span<const std::string_view> from_1) {
  return Numbers(from_1).check(top);
}

Complaint check_faults(const Spot& top, const pb::RepeatedPtrField<proto::Fault>& faults,
                       std::span<const std::string_view> aims) {
  for (int i = 0; i < faults.size(); ++i) {
    const proto::Fault& fault = faults.Get(i);
    if (fault.kind() == proto::Fault::CLOCK_JUMP && fault.jump_ms().empty())
      return complaint_at(top, "fault", i, "fault: CLOCK_JUMP needs jump_ms { min: .. max: .. }");
    if (const std::string word = first_unknown_aim(fault, aims); !word.empty())
      return complaint_at(top, "fault", i,
                          fmt::format("fault: the system has no aim '{}'; it has now, any_step{}{}", word,
                                      aims.empty() ? "" : ", ", fmt::join(aims, ", ")));
  }
  return std::nullopt;
}

Complaint check_hosts(const Spot& top, std::string_view field,
                      const pb::RepeatedField<std::uint32_t>& counts) {
  const bool is_a_list = top.message.GetDescriptor()->FindFieldByName(std::string(field))->is_repeated();
  for (int i = 0; i < counts.size(); ++i)
    if (counts.Get(i) < 1 || counts.Get(i) > kHostsMax)
      return complaint_at(
          top, field, is_a_list ? i : -1,
          fmt::format("{}: {} nodes; between 1 and {} can be run", field, counts.Get(i), kHostsMax));
  return std::nullopt;
}

std::uint32_t largest_of(const pb::RepeatedField<std::uint32_t>& numbers, std::uint32_t otherwise) {
  return numbers.empty() ? otherwise : *std::max_element(numbers.begin(), numbers.end());
}

}  // namespace pawl::sim
