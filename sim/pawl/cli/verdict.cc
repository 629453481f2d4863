#include "sim/pawl/cli/verdict.h"

#include <fmt/format.h>

#include "sim/evidence/evidence.h"

namespace pawl::sim {

void tell_verdict(std::FILE* out, const Invocation& invocation, const RunResult& result) {
  fmt::print(out, "{}", verdict_text(invocation, result));
  std::fflush(out);
}

std::string leave_evidence(std::FILE* out, const Runner& runner, const RunSettings& settings,
                           const Invocation& invocation, const EvidencePlace& place) {
  if (place.is_unwanted) return {};
  const auto folder = write_evidence(runner, settings, invocation, place.folder, {});
  if (folder)
    fmt::print(out, "  evidence: {} (open timeline.html)\n", folder->string());
  else
    fmt::print(stderr, "pawl-sim: {}; --out names another folder, --no-evidence wants none\n",
               folder.error());
  std::fflush(out);
  return folder ? folder->string() : "";
}

}  // namespace pawl::sim
