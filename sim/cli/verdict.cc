#include "sim/cli/verdict.h"

#include <fmt/format.h>

#include "sim/cli/complain.h"
#include "sim/evidence/evidence.h"

namespace pawl::sim {

void tell_verdict(std::FILE* out, const Invocation& invocation, const RunResult& result) {
  fmt::print(out, "{}", verdict_text(invocation, result));
  std::fflush(out);
}

std::string leave_evidence(std::FILE* out, const Runner& runner, const RunSettings& settings,
                           const Invocation& invocation, const EvidencePlace& place, const Insight& insight) {
  if (place.is_unwanted) return {};
  const auto written = write_evidence(runner, settings, invocation, place.folder, insight);
  if (written)
    fmt::print(out, "  evidence: {} (open timeline.html)\n", place.folder);
  else
    complain(written.error() + "; --out names another folder, --no-evidence wants none");
  std::fflush(out);
  return written ? place.folder : "";
}

EvidencePlace place_of(const Invocation& invocation, std::uint64_t seed, const EvidencePlace& place) {
  return {evidence_folder(invocation, seed, place.folder).string(), place.is_unwanted};
}

}  // namespace pawl::sim
