#pragma once
// Makes of what every scenario says (sim/scenario.proto) the parts of a run's plan: every range and list is
// drawn here, before anything begins.

#include <google/protobuf/repeated_field.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/choice/stream.h"
#include "sim/scenario.pb.h"
#include "sim/scenario/plan.h"

namespace pawl::sim {

inline Range range_of(const proto::Range& range) { return {range.min(), range.max()}; }

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

/// The same of a share: thousandths in the file, millionths in the plan.
std::uint64_t ppm_one_of(const char* label, const google::protobuf::RepeatedField<std::uint32_t>& permille,
                         Stream& choices, std::uint64_t otherwise_permille);

/// Whether a run has what stands in so many of a hundred runs.
bool has(const char* label, std::uint32_t runs_percent, Stream& choices);

/// Of how many clients the names are kept free.
std::uint32_t places_of(const google::protobuf::RepeatedField<std::uint32_t>& counts, std::uint32_t drawn);

NetworkPlan draw_network(const proto::Network& network, Stream& choices);
DiskPlan draw_disk(const proto::Disk& disk, Stream& choices);
ClockPlan draw_clock(const proto::Clocks& clocks, Stream& choices);
/// The faults that the run has. `aims` are the names of the system's own, in their order.
std::vector<FaultPlan> draw_faults(const google::protobuf::RepeatedPtrField<proto::Fault>& faults,
                                   const proto::Span& span, std::span<const std::string_view> aims,
                                   Stream& choices);
/// `timeout` is what the span's timeouts count.
SpanPlan draw_span(const proto::Span& span, Duration timeout, Stream& choices);

}  // namespace pawl::sim
