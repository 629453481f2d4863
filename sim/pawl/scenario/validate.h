#pragma once
// Whether a scenario that could be parsed also makes sense.

#include <google/protobuf/text_format.h>

#include <expected>
#include <string>

#include "sim/pawl/scenario.pb.h"

namespace pawl::sim {

/// An error reads `LINE:COLUMN: what is wrong and what to do`.
std::expected<void, std::string> validate(const proto::Scenario& scenario,
                                          const google::protobuf::TextFormat::ParseInfoTree& places);

}  // namespace pawl::sim
