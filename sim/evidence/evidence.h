#pragma once
// The evidence of a run that went wrong, as a folder of files that need nothing else: what a person opens,
// and what a program reads. The run is made once more for it, which by its seed is the same run.
//
//   verdict.txt     what is wrong, how to see it again, and what the other files are
//   timeline.html   the run as a picture: nodes, messages, writes, faults, calls, and where it broke
//   history.html    the clients' history as the checker judges it, if it knows the system's model
//   history.edn     the same for pawl-check
//   trace.txt       every event, line by line
//   choices.txt     every choice, for `pawl-sim replay --choices`

#include <expected>
#include <filesystem>
#include <string>

#include "sim/evidence/timeline.h"
#include "sim/run/report.h"
#include "sim/run/run.h"

namespace pawl::sim {

/// The folder of a run's evidence below `parent`.
std::filesystem::path evidence_folder(const Invocation& invocation, std::uint64_t seed,
                                      const std::filesystem::path& parent);

/// Makes the failing run of `settings` once more, and writes its evidence into `folder`, which is made, and
/// whose files are replaced if they are there. An error says which file could not be written.
std::expected<void, std::string> write_evidence(const Runner& runner, const RunSettings& settings,
                                                const Invocation& invocation,
                                                const std::filesystem::path& folder, const Insight& insight);

}  // namespace pawl::sim
