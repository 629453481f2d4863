#include "sim/cli/complain.h"

#include <errno.h>
#include <fmt/format.h>

#include <cstdio>

namespace pawl::sim {

void complain(std::string_view what) { fmt::print(stderr, "{}: {}\n", program_invocation_short_name, what); }

}  // namespace pawl::sim
