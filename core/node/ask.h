#pragma once
// What a caller wants of a node: to change something, or to know something.

#include <variant>

#include "core/machine/operation.h"

namespace pawl::node {

using Ask = std::variant<machine::Request, machine::Query>;

}  // namespace pawl::node
